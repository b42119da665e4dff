import { useTranslation } from 'react-i18next'
import type { IntakeRefusal } from '../../../contract/models/intake.ts'
import { Mono } from '../../components/mono.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import classes from './intake.module.css'

const mostShown = 200

/** The core's codes that have words in every language; the sentence of the core says more, in English. */
const known = [
  'Missing', 'PermissionDenied', 'Unreadable', 'NameTooLong', 'NotAFile', 'NotAClip', 'UnfinishedFile', 'OtherType', 'NoClips', 'FolderUnreadable',
  'SchemeUnsupported', 'UrlMalformed', 'CsvEmpty', 'CsvNoColumn', 'CsvLineBroken', 'CsvUnreadable', 'CsvInCsv',
] as const

function useRefusalWords(): (refusal: IntakeRefusal) => string {
  const { t, i18n } = useTranslation('intake')
  const inWords = useCoreWords()
  return ({ code, message }) => {
    const kind = known.find((each) => each === code)
    const said = inWords(message)
    return i18n.language === 'en' || said !== message || !kind ? said : t(`refused.why.${kind}`)
  }
}

/** What could not be taken in, each with its line where it has one, and why. */
export function Refusals({ refusals }: { refusals: readonly IntakeRefusal[] }) {
  const { t } = useTranslation('intake')
  const format = useFormat()
  const words = useRefusalWords()
  return (
    <ul className={classes.refusals}>
      {refusals.slice(0, mostShown).map((refusal, index) => (
        <li key={index}>
          <span className={classes.where}>{refusal.line !== null && t('refused.line', { line: format.number(refusal.line) })}</span>
          <span>
            <Mono>{refusal.input.slice(0, 300)}</Mono>
            <br />
            {words(refusal)}
          </span>
        </li>
      ))}
      {refusals.length > mostShown && <li className={classes.quiet}>{t('refused.more', { number: format.number(refusals.length - mostShown) })}</li>}
    </ul>
  )
}
