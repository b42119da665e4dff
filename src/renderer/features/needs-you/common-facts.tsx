import { useTranslation } from 'react-i18next'
import type { Cause } from '../../../contract/models/overview.ts'
import { Facts } from '../../components/facts.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './needs-you.module.css'

type Common = Extract<Cause, { kind: 'failed' }>['common']

const factKeys = ['container', 'codec', 'videoCodec', 'fps', 'resolution', 'width', 'height', 'orientation', 'rotation', 'duration', 'audio', 'hasAudio', 'size', 'folder', 'batch'] as const

/** For failures without a reason: what the failed clips share and the cleared ones do not. */
export function CommonFacts({ common, clips }: { common: Common; clips: number }) {
  const { t } = useTranslation('needs-you')
  const format = useFormat()
  if (common.length === 0) return <p>{t('failed.commonNone')}</p>
  return (
    <section aria-label={t('failed.common')}>
      <h4 className={classes.smallTitle}>{t('failed.common')}</h4>
      <Facts
        facts={common.map(({ fact, value, failed, cleared }) => {
          const key = factKeys.find((known) => known === fact) ?? 'other'
          return [`${t(`failed.fact.${key}`)} ${value}`, t('failed.commonRow', { failed: format.number(failed), total: format.number(clips), cleared: format.number(cleared) })] as const
        })}
      />
    </section>
  )
}
