/** Numbers, times and sizes as a language writes them. Pure: the language and the zone are passed in. */
import { spacedUnits } from '../../contract/spaced-units.ts'

export interface Formats {
  /** 12,480 */
  number(value: number): string
  /** 0.623 → 62% */
  percent(share: number): string
  /** Bytes, in decimal units as file managers and the service's limits count them: 48.2 MB */
  bytes(value: number): string
  /** Milliseconds in the two largest units: 2 hr 10 min, 45 sec, 3 days */
  duration(ms: number): string
  /** Milliseconds as on a stop-watch, for what is about to happen: 0:14, 1:02:09 */
  countdown(ms: number): string
  /** Milliseconds of footage: 12.4 s */
  seconds(ms: number): string
  /** UTC ms, hour and minute: 16:40 */
  clock(at: number): string
  /** UTC ms as one reads it later: today the time, otherwise day and time */
  when(at: number, now: number): string
  /** UTC ms, all of it, for tooltips and exports */
  full(at: number): string
  /** UTC ms as an age: 3 min ago, 2 days ago, in 5 min */
  ago(at: number, now: number): string
  /** Age in its one largest unit, narrow, for a table: 3m, 2h */
  age(ms: number): string
}

const unitsOf = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString()
}

/** @param language a BCP 47 tag. Hours are written 0 to 23: a queue runs through the night. */
export function formatsOf(language: string): Formats {
  const number = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const dayAndClock = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const unit = (value: number, name: string, digits = 0, unitDisplay: 'short' | 'narrow' = 'short') =>
    spacedUnits(new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: digits }).format(value))

  function parts(ms: number, most: number, display: 'short' | 'narrow' = 'short'): string {
    let rest = Math.max(0, Math.round(ms / 1000)) * 1000
    const written: string[] = []
    for (const [name, size] of unitsOf) {
      if (written.length === most) break
      const whole = Math.floor(rest / size)
      if (whole > 0) written.push(unit(whole, name, 0, display))
      else if (written.length > 0) break
      rest -= whole * size
    }
    return written.length > 0 ? written.join(' ') : unit(0, 'second', 0, display)
  }

  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    bytes(value) {
      let index = 0
      let rest = value
      while (rest >= 999.5 && index < byteUnits.length - 1) {
        rest /= 1000
        index += 1
      }
      // Intl's short English is "405 byte".
      return index === 0 ? `${number.format(Math.round(rest))} B` : unit(rest, byteUnits[index] ?? 'petabyte', rest >= 100 ? 0 : 1)
    },
    duration: (ms) => parts(ms, 2),
    countdown(ms) {
      const total = Math.max(0, Math.ceil(ms / 1000))
      const two = (value: number) => String(value).padStart(2, '0')
      const hours = Math.floor(total / 3600)
      const minutes = Math.floor((total % 3600) / 60)
      return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`
    },
    seconds: (ms) => unit(ms / 1000, 'second', 1),
    clock: (at) => clock.format(at),
    when: (at, now) => (sameDay(at, now) ? clock.format(at) : dayAndClock.format(at)),
    full: (at) => full.format(at),
    ago(at, now) {
      const difference = at - now
      const distance = Math.abs(difference)
      for (const [name, size] of unitsOf) {
        if (distance >= size) return spacedUnits(relative.format(Math.trunc(difference / size), name))
      }
      return relative.format(0, 'second')
    },
    age: (ms) => parts(ms, 1, 'narrow'),
  }
}
