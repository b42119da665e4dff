import en from './locales/en/doctor.json' with { type: 'json' }
import zh from './locales/zh-CN/doctor.json' with { type: 'json' }
import type { Finding } from './models/doctor.ts'
import { spacedUnits } from './spaced-units.ts'

const words = { en, 'zh-CN': zh } as const
export type DoctorLanguage = keyof typeof words

export interface FindingWords {
  /** What was looked at. */
  check: string
  /** What was found, with its figures. */
  found: string
  /** What to do; null: nothing. */
  todo: string | null
}

/** A finding in the reader's language. */
export function findingWords({ check, code, subject, values }: Finding, language: DoctorLanguage): FindingWords {
  const said = words[language]
  const found: Record<string, string> = said.found
  const todo: Record<string, string> = said.todo
  const fill = (template: string) => template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => written(name, name === 'subject' ? subject : values[name], language))
  return { check: said.check[check], found: fill(found[code] ?? said.found.unknown).trim(), todo: todo[code] === undefined ? null : fill(todo[code]) }
}

function written(name: string, value: string | number | undefined, language: DoctorLanguage): string {
  if (typeof value !== 'number') return value ?? ''
  if (name.endsWith('Bytes')) return bytes(value, language)
  if (name.endsWith('Ms')) return duration(value, language)
  if (name.endsWith('At')) return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(value)
  return new Intl.NumberFormat(language).format(value)
}

function bytes(value: number, language: DoctorLanguage): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)))
  return new Intl.NumberFormat(language, { style: 'unit', unit: units[step], maximumFractionDigits: step > 1 ? 1 : 0 }).format(value / 1000 ** step)
}

function duration(ms: number, language: DoctorLanguage): string {
  const steps = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1_000]] as const
  const [unit, size] = steps.find(([, least]) => ms >= 2 * least) ?? (ms < 1_000 ? (['millisecond', 1] as const) : (['second', 1_000] as const))
  return spacedUnits(new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 0 }).format(ms / size))
}
