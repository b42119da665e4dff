import { assertNever } from '../contract/assert-never.ts'
import words from '../contract/locales/en/reasons.json' with { type: 'json' }
import type { Breach, Reason } from '../contract/models/clip.ts'
import { asCommands } from './as-commands.ts'

/** A reason as the command line's JSON has it. */
export interface ExplainedReason {
  code: string
  message: string
  advice: string
}

const MiB = 1024 * 1024

const catalogue: Record<string, { message: string; measured?: string; advice: string } | undefined> = words

/** A reason in words: what happened, with the measured value where we measured, and what to do. */
export function explainReason(reason: Reason): ExplainedReason {
  const known = catalogue[reason.code]
  if (!known) return { code: reason.code, message: reason.message ?? `The service says: ${reason.code}`, advice: 'The service did not explain this further. Ask it, with the task id that greenroom clips --json shows.' }
  const broken = reason.breaches.map((breach) => breachInWords(breach)).filter((text) => text !== null)
  const message = broken.length > 0 ? broken.join(' ') : known.message
  // The service's own words are kept beside ours, for whoever has to ask it.
  return { code: reason.code, message: reason.message && reason.message !== known.message ? `${message} (${reason.message})` : message, advice: asCommands(known.advice) }
}

function breachInWords(breach: Breach): string | null {
  const text = catalogue[breach.code]?.measured
  if (!text) return catalogue[breach.code]?.message ?? null
  return text.replaceAll('{{measured}}', () => quantityInWords(breach.measured, breach.unit)).replaceAll('{{limit}}', () => quantityInWords(breach.limit, breach.unit))
}

/** A measured value, or a limit: `15 s`, `50 MB`, `300 px`. */
export function quantityInWords(value: number | string, unit: Breach['unit']): string {
  if (typeof value === 'string') return value
  switch (unit) {
    case 'ms':
      return `${rounded(value / 1000)} s`
    case 'bytes':
      // As the limits count, or a limit of 200 MB would read as 209.72.
      return `${rounded(value / MiB)} MB`
    case 'px':
      return `${rounded(value)} px`
    case 'px2':
      return `${Math.round(value).toLocaleString('en')} pixels`
    case 'fps':
      return `${rounded(value)} frames a second`
    case 'ratio':
      return String(rounded(value))
    case 'format':
      return String(value)
    default:
      return assertNever(unit)
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
