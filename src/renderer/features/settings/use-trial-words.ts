import { useTranslation } from 'react-i18next'
import type { Trial } from '../../../contract/models/account.ts'
import { storageTroubleCodes } from '../../../contract/models/storage.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'

const failures = ['unreached', 'refused', 'signed-refused', 'not-there', 'status', 'web-page', 'other-content', 'other-length', 'other-type', 'private-address'] as const

/** Puts a trial of a link into words, in the language of the screens; what has none there is said as it came. */
export function useTrialWords(): (trial: Trial) => { message: string; advice: string | null } {
  const { t } = useTranslation('settings')
  const inWords = useCoreWords()
  return ({ ok, message, advice, details }) => {
    const code = details?.['code']
    const values = Object.fromEntries(Object.entries(details ?? {}).map(([name, value]) => [name, name === 'cause' ? inWords(String(value)) : String(value)]))
    if (ok && code === 'passed') {
      const more = [t('trial.noProof'), ...(details?.['ranges'] === false ? [t('trial.noRanges')] : []), ...(typeof details?.['should'] === 'string' ? [t(values['said'] === '' ? 'trial.noType' : 'trial.vagueType', values)] : []), ...(Array.isArray(details?.['missing']) ? [t('trial.lacks', { what: details['missing'].join(', ') })] : [])]
      return { message: t(typeof details?.['should'] === 'string' ? 'trial.passed' : 'trial.passedType', values), advice: more.join(' ') }
    }
    const failure = failures.find((each) => each === code)
    if (failure) return { message: t(`trial.${failure}.what`, values), advice: t(`trial.${failure}.advice`) }
    const trouble = storageTroubleCodes.find((each) => each === code)
    // The storage's own words stay beside ours: they name the host, the bucket, the minutes.
    if (trouble && trouble !== 'other') return { message: [t('reasons:sentence', { short: t(`needs-you:storage.${trouble}.title`) }), inWords(message)].join(t('common:sentenceGap')), advice: t(`needs-you:storage.${trouble}.what`) }
    return { message: inWords(message), advice: advice === null ? null : inWords(advice) }
  }
}
