import { useFormat } from '../i18n/use-format.ts'
import { useNow } from '../i18n/use-now.ts'

/** How long ago, renewed by itself; the full time when one points at it. `at` in UTC ms. */
export function TimeAgo({ at }: { at: number }) {
  const format = useFormat()
  const now = useNow(15_000)
  return <time dateTime={new Date(at).toISOString()} title={format.full(at)}>{format.ago(at, Math.max(now, at))}</time>
}

/** How old, short, for a column: 3m, 2h. */
export function Age({ since }: { since: number }) {
  const format = useFormat()
  const now = useNow(15_000)
  return <time dateTime={new Date(since).toISOString()} title={format.full(since)}>{format.age(Math.max(0, now - since))}</time>
}

/** Time left until `until`, each second: 0:14. */
export function Countdown({ until }: { until: number }) {
  const format = useFormat()
  const now = useNow(1000)
  return <span role="timer">{format.countdown(Math.max(0, until - now))}</span>
}
