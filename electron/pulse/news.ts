import { accountStop, type AccountStop } from '../../src/contract/models/states.ts'
import type { Words } from '../words.ts'
import type { Pulse } from './pulse.ts'

/** What is worth a notification, summed up until one is shown. */
export interface News {
  stopped: { accountId: number; name: string; stop: AccountStop | null }[]
  cleared: number
  failed: number
  /** Finished batches, by person (null: nobody's). */
  batches: (number | null)[]
}

export interface Notice {
  kind: 'stopped' | 'failed' | 'done' | 'keys'
  title: string
  body: string
  /** Where a click leads. */
  place: string
}

export function noNews(): News {
  return { stopped: [], cleared: 0, failed: 0, batches: [] }
}

/** What happened between two pulses. */
export function newsBetween(before: Pulse, after: Pulse): News {
  const ran = new Map(before.accounts.map(({ id, state }) => [id, state]))
  return {
    stopped: after.accounts.filter(({ id, state }) => state === 'stopped' && ran.get(id) !== 'stopped' && ran.has(id)).map(({ id, name, stop }) => ({ accountId: id, name, stop: accountStop.safeParse(stop).data ?? null })),
    cleared: Math.max(0, after.counts.active - before.counts.active),
    failed: Math.max(0, after.counts.failed - before.counts.failed),
    batches: after.events.filter(({ what }) => what === 'batch.finished').map(({ groupId }) => groupId),
  }
}

export function addNews(one: News, other: News): News {
  return {
    stopped: [...one.stopped.filter(({ accountId }) => !other.stopped.some((later) => later.accountId === accountId)), ...other.stopped],
    cleared: one.cleared + other.cleared,
    failed: one.failed + other.failed,
    batches: [...one.batches, ...other.batches],
  }
}

export function isNews({ stopped, failed, batches }: News): boolean {
  return stopped.length > 0 || failed > 0 || batches.length > 0
}

/**
 * One notice for all of it, the gravest first: a night's worth must not be a storm.
 * @param nameOf a person's name, for when everything is one person's.
 */
export function noticeOf(news: News, words: Words, nameOf: (groupId: number) => string | undefined): Notice | null {
  const { stopped, cleared, failed, batches } = news
  if (stopped.length === 1 && stopped[0]) {
    const { name, stop } = stopped[0]
    return { kind: 'stopped', title: words('news.stopped.title', { account: name }), body: stop ? words(`news.stopped.${stop}`) : '', place: '/needs-you' }
  }
  if (stopped.length > 1) {
    return { kind: 'stopped', title: words('news.stopped.title', { account: words('app') }), body: words('news.stopped.several', { count: stopped.length, accounts: stopped.map(({ name }) => name).join(', ') }), place: '/needs-you' }
  }
  const persons = new Set(batches)
  const only = persons.size === 1 ? batches[0] : undefined
  const name = only === undefined || only === null ? undefined : nameOf(only)
  if (batches.length > 0) {
    return {
      kind: failed > 0 ? 'failed' : 'done',
      title: batches.length === 1 ? words('news.done.title.one') : words('news.done.title', { count: batches.length }),
      body: name === undefined ? words('news.done.body', { cleared, failed }) : words('news.done.person', { name, cleared, failed }),
      place: failed > 0 ? '/needs-you' : typeof only === 'number' ? `/people/${only}?tab=batches` : '/people',
    }
  }
  if (failed > 0) return { kind: 'failed', title: failed === 1 ? words('news.failed.title.one') : words('news.failed.title', { count: failed }), body: words('news.failed.body'), place: '/needs-you' }
  return null
}
