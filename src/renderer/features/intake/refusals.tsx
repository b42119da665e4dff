import { useTranslation } from 'react-i18next'
import type { IntakeRefusal } from '../../../contract/models/intake.ts'
import { Mono } from '../../components/mono.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './intake.module.css'

const mostShown = 200

/** What could not be taken in, each with its line where it has one, and why. */
export function Refusals({ refusals }: { refusals: readonly IntakeRefusal[] }) {
  const { t } = useTranslation('intake')
  const format = useFormat()
  return (
    <ul className={classes.refusals}>
      {refusals.slice(0, mostShown).map((refusal, index) => (
        <li key={index}>
          <span className={classes.where}>{refusal.line !== null && t('refused.line', { line: format.number(refusal.line) })}</span>
          <span>
            <Mono>{refusal.input.slice(0, 300)}</Mono>
            <br />
            {refusal.message}
          </span>
        </li>
      ))}
      {refusals.length > mostShown && <li className={classes.quiet}>{t('refused.more', { number: format.number(refusals.length - mostShown) })}</li>}
    </ul>
  )
}
