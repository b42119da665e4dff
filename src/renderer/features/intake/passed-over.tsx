import { useTranslation } from 'react-i18next'
import type { PassedOver } from '../../../contract/models/intake.ts'
import { Mono } from '../../components/mono.tsx'
import { useCounted } from '../clips/use-counted.ts'
import classes from './intake.module.css'

/** What picked folders held besides clips: how much of each kind, why it was passed over, and some of it by name. */
export function PassedOverList({ passedOver }: { passedOver: readonly PassedOver[] }) {
  const { t } = useTranslation('intake')
  const counted = useCounted()
  return (
    <ul className={classes.refusals}>
      {passedOver.map(({ code, count, examples }) => (
        <li key={code}>
          <span />
          <span>
            {t(`passed.why.${code}`, counted(count))}
            {examples.map((example) => <span key={example}><br /><Mono>{example}</Mono></span>)}
            {count > examples.length && <><br />{t('passed.more', counted(count - examples.length))}</>}
          </span>
        </li>
      ))}
    </ul>
  )
}
