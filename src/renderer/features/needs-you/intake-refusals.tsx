import { useTranslation } from 'react-i18next'
import type { Intake } from '../../../contract/models/intake.ts'
import { Mono } from '../../components/mono.tsx'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import classes from './needs-you.module.css'
import { useMany } from './use-many.ts'

/** What an intake could not take, each with the place where it can be mended; folded until asked for. */
export function IntakeRefusals({ refusals }: { refusals: Intake['refusals'] }) {
  const { t } = useTranslation('needs-you')
  const inWords = useCoreWords()
  const many = useMany()
  if (refusals.length === 0) return null
  return (
    <details className={classes.fold}>
      <summary>{t('intake.refused', many(refusals.length))}</summary>
      <ul className={classes.list}>
        {refusals.slice(0, 100).map((refusal, index) => (
          <li key={index}>
            <Mono>{refusal.input}</Mono>
            {refusal.line !== null && ` · ${t('intake.refusedLine', { line: refusal.line })}`}
            <br />
            {inWords(refusal.message)}
          </li>
        ))}
      </ul>
    </details>
  )
}
