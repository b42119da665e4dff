import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Breach, Reason } from '../../../contract/models/clip.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { breachValue } from './breach-value.ts'
import { ourOwnReasons } from './our-own-reasons.ts'
import { filled, reasonTexts } from './reason-texts.ts'

/** One broken limit, ready to be read. */
export interface BreachWords {
  code: string
  /** "Too long" */
  short: string
  measured: string
  limit: string
}

/** A reason, ready to be read in the language in use. */
export interface ReasonInWords {
  code: string
  /** A few words, for a table and for headings: "Too long". */
  short: string
  /** One sentence, with the measured value beside the limit where they are known. */
  message: string
  /** What a person can do about it. */
  advice: string
  /** The service's own words, as they came; null if it said nothing or nothing more than the code. */
  said: string | null
  /** What our own check came upon, in the system's words (English): for whoever mends the machine. */
  detail: string | null
  breaches: BreachWords[]
  /** Whether we have words for this code; otherwise what the service said is shown as it came. */
  known: boolean
}

export interface ReasonWords {
  of: (reason: Reason) => ReasonInWords
  /** For many clips at once: the code alone, with the values of one of them if there is one to go by. */
  ofCode: (code: string, example?: Reason | null) => ReasonInWords
  /** Broken limits alone, e.g. those that only warn. */
  ofBreaches: (breaches: readonly Breach[]) => BreachWords[]
  /** "Too long" for `DurationTooLong`. */
  short: (code: string) => string
}

/** Turns a contract `Reason` into words and formatted values; changes with the language. */
export function useReasonWords(): ReasonWords {
  const { t, i18n } = useTranslation('reasons')
  const format = useFormat()
  return useMemo(() => {
    const texts = reasonTexts(i18n.language)
    const value = (of: Breach, side: 'measured' | 'limit') => breachValue(of[side], of.unit, format, i18n.language)

    function short(code: string): string {
      return t(`short.${code}`, { defaultValue: texts[code] ? t('short.Other') : code })
    }

    function ofBreaches(breaches: readonly Breach[]): BreachWords[] {
      return breaches.map((each) => ({ code: each.code, short: short(each.code), measured: value(each, 'measured'), limit: value(each, 'limit') }))
    }

    function of(reason: Reason): ReasonInWords {
      const text = texts[reason.code]
      const first = reason.breaches.find((each) => each.code === reason.code) ?? reason.breaches[0]
      const values = { measured: first && value(first, 'measured'), limit: first && value(first, 'limit'), message: reason.message ?? undefined, code: reason.code }
      const message = reason.message && reason.message !== reason.code ? reason.message : null
      const own = ourOwnReasons.has(reason.code)
      const said = own ? null : message
      const brief = short(reason.code)
      const sentence = text ? ((text.measured ? filled(text.measured, values) : null) ?? filled(text.message, values)) : null
      const advice = text ? filled(text.advice, values) : null
      return {
        code: reason.code,
        short: brief,
        message: sentence ?? (text ? t('sentence', { short: brief }) : said ? t('unknownSaid', { said }) : t('unknown', { code: reason.code })),
        advice: advice ?? t(text ? 'adviceGeneral' : 'adviceUnknown'),
        said,
        detail: own ? message : null,
        breaches: ofBreaches(reason.breaches),
        known: text !== undefined,
      }
    }

    return {
      of,
      ofBreaches,
      ofCode: (code, example) => of(example?.code === code ? example : { code, message: null, breaches: [] }),
      short,
    }
  }, [format, i18n.language, t])
}
