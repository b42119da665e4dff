import { useTranslation } from 'react-i18next'
import type { Cause } from '../../../contract/models/overview.ts'
import { Facts } from '../../components/facts.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './needs-you.module.css'

type Common = Extract<Cause, { kind: 'failed' }>['common']

const factKeys = ['size', 'orientation', 'container', 'codec', 'fps', 'audio', 'length'] as const
const valueKeys = ['landscape', 'portrait', 'square', 'with', 'without', 'under 4 s', 'over 15 s'] as const

/** For failures without a reason: what the failed clips share and the cleared ones do not. */
export function CommonFacts({ common }: { common: Common }) {
  const { t } = useTranslation('needs-you')
  const format = useFormat()
  if (common.length === 0) return <p>{t('failed.commonNone')}</p>
  return (
    <section aria-label={t('failed.common')}>
      <h4 className={classes.smallTitle}>{t('failed.common')}</h4>
      <Facts
        facts={common.map(({ fact, value, failed, cleared }) => {
          const key = factKeys.find((known) => known === fact) ?? 'other'
          const known = valueKeys.find((each) => each === value)
          const written = known ? t(`failed.value.${known}`) : value
          return [t('failed.commonName', { fact: t(`failed.fact.${key}`), value: written }), t('failed.commonRow', { failed: format.percent(failed), cleared: format.percent(cleared) })] as const
        })}
      />
    </section>
  )
}
