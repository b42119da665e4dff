import { ProblemError } from '../../contract/models/problem.ts'
import { gatherNews, newsOf, newsworthy, topicOf, type NewsItem } from '../domain/news.ts'
import { digestDueAfter, tellAgainAfter, tellAt } from '../domain/telling-policy.ts'
import { listChannels, noteBeat, noteNotTold, noteTold, type ChannelProgress, type StoredChannel } from '../ledger/channels.ts'
import type { LedgerTx } from '../ledger/open-ledger.ts'
import { eventsAfter, newestEventId } from '../ledger/news-events.ts'
import { readStanding } from '../ledger/standing.ts'
import { deliver } from '../telling/deliver.ts'
import { digestMessage, newsMessage, type Message } from '../telling/news-words.ts'
import { sooner, type StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

/** So many events are gathered into one message at most; the rest go into the next. */
const page = 500
const minute = 60_000

/** What is to be handed over, and what that changes in the channel's row. */
interface Due {
  message: Message
  progress: ChannelProgress
  /** Called once it was handed over. */
  told?(): void
}

/** What came of a delivery: as the channel's row will have it, and how that is written. */
interface Kept {
  progress: Partial<StoredChannel>
  write(tx: LedgerTx): Promise<void>
}

/**
 * The loop that tells people who are not looking: stops and unclear batches soon, results gathered, a digest once a day.
 * A message that was handed over just before a crash may be told twice; none is left out.
 */
export function createTellRunner(context: RunnerContext) {
  const { ledger, clock, log } = context
  /** Up to where a channel's news were looked through and found to be none, so that a ring costs one look at one number. */
  const lookedUpTo = new Map<number, number>()

  /** Since when the ledger could not be written when a channel was told so: it cannot be written down, of all things. */
  const toldUnwritable = new Map<number, number>()

  /** A ledger that cannot be written is no event while it lasts; it is told all the same, once. */
  function unwritable(channel: StoredChannel, now: number): Due | number | null {
    const trouble = context.troubles.list().find(({ kind }) => kind === 'ledger-unwritable')
    if (!trouble || !channel.settings.wants.includes('stops') || toldUnwritable.get(channel.id) === trouble.since) return null
    const dueAt = tellAt({ oldestAt: past(trouble.since, now) ?? 0, onlyResults: false, toldAt: past(channel.told_at, now) })
    if (dueAt > now) return dueAt
    return {
      message: newsMessage([{ kind: 'own-trouble', trouble: 'ledger-unwritable', message: trouble.message }], channel.settings.language), progress: { told_at: now },
      told: () => { toldUnwritable.set(channel.id, trouble.since) },
    }
  }

  async function news(channel: StoredChannel, now: number): Promise<Due | number | null> {
    const newest = await newestEventId(ledger.read)
    // The newest events were a person's who is forgotten: their numbers are given again.
    if (newest < (lookedUpTo.get(channel.id) ?? 0)) lookedUpTo.delete(channel.id)
    const from = Math.max(channel.told_event_id, lookedUpTo.get(channel.id) ?? 0)
    if (newest <= from) return null
    const events = await eventsAfter(ledger.read, from, newsworthy, page)
    const wanted = events.flatMap((event) => {
      const item = newsOf(event, event.person)
      return item && channel.settings.wants.includes(topicOf(item)) ? [{ event, item }] : []
    })
    const [oldest] = wanted
    if (!oldest) {
      lookedUpTo.set(channel.id, events.length < page ? newest : (events.at(-1)?.id ?? newest))
      return events.length < page ? null : now
    }
    // What seems to lie ahead was written before the clock was set back.
    const dueAt = tellAt({ oldestAt: past(oldest.event.at, now) ?? 0, onlyResults: wanted.every(({ item }) => topicOf(item) === 'results'), toldAt: past(channel.told_at, now) })
    if (dueAt > now) return dueAt
    const items: NewsItem[] = gatherNews(wanted.map(({ item }) => item))
    return { message: newsMessage(items, channel.settings.language), progress: { told_event_id: events.at(-1)?.id ?? newest, told_at: now } }
  }

  async function digest(channel: StoredChannel, now: number): Promise<Due | number | null> {
    if (!channel.settings.wants.includes('digest')) return null
    const dueAt = digestDueAfter(channel.digest_at, channel.settings.digestAtMinute, (at) => new Date(at).getTimezoneOffset())
    if (dueAt > now) return dueAt
    return { message: digestMessage(await readStanding(ledger.read, channel.digest_at), channel.settings.language), progress: { digest_at: now } }
  }

  /** No beat while a loop hangs or the ledger cannot be written: the watchdog elsewhere is there to raise the alarm then. */
  async function beat(channel: StoredChannel, now: number): Promise<Due | number> {
    const everyMs = channel.settings.everyMinutes * minute
    const dueAt = channel.failures > 0 ? now : (channel.beat_at ?? -Infinity) + everyMs
    if (dueAt > now) return dueAt
    // Written first: a beat tells that the ledger takes what is written to it, and this finds out whether it does again.
    await keep(channel.id, { progress: { beat_at: now }, write: (tx) => noteBeat(tx, channel.id, now) })
    const [trouble] = context.troubles.list()
    if (!trouble) return { message: { title: '', lines: [], kinds: ['heartbeat'] }, progress: { told_at: now } }
    log.warn('The heartbeat is left out.', { channel: channel.name, because: trouble.message })
    return now + everyMs
  }

  /** What came of a delivery holds even while the ledger's disk is full: nobody is told the same every other second all night. */
  const unwritten = new Map<number, Kept[]>()
  async function keep(id: number, kept: Kept): Promise<void> {
    unwritten.set(id, [...(unwritten.get(id) ?? []), kept])
    await writeKept(id)
  }
  async function writeKept(id: number): Promise<void> {
    const all = unwritten.get(id)
    if (!all) return
    try {
      await ledger.transact(async (tx) => { for (const { write } of all) await write(tx) })
      unwritten.delete(id)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      // A channel that was removed meanwhile has nothing to remember.
      if (error.problem.kind === 'not-found') unwritten.delete(id)
    }
  }

  /** Hands one message over, or says when there will be one. */
  async function tell(stored: StoredChannel): Promise<StepResult> {
    const now = clock.now()
    const channel = (unwritten.get(stored.id) ?? []).reduce((known, { progress }) => ({ ...known, ...progress }), stored)
    if (!channel.enabled) return { worked: false, dueAt: null }
    if (channel.retry_at !== null && channel.retry_at > now) return { worked: false, dueAt: channel.retry_at }
    const next = channel.kind === 'heartbeat' ? [await beat(channel, now)] : [unwritable(channel, now), await news(channel, now), await digest(channel, now)]
    const due = next.find((each): each is Due => typeof each === 'object' && each !== null)
    if (!due) return { worked: false, dueAt: next.reduce<number | null>((first, each) => sooner(first, typeof each === 'number' ? each : null), null) }
    let partly: string | null
    try {
      partly = await deliver({ kind: channel.kind, mail: channel.settings.mail, secrets: await context.channelSecrets(channel.secret_name) }, due.message, { fetch: context.fetch, now, signal: context.ending })
    } catch (error) {
      if (context.ending.aborted) return { worked: false, dueAt: null }
      const message = error instanceof ProblemError ? `${error.message} ${error.problem.advice}` : String(error)
      log.warn('A channel did not take a message.', { channel: channel.name, error: message })
      const failed = { message, retryAt: clock.now() + tellAgainAfter(channel.failures + 1), now: clock.now() }
      await keep(channel.id, { progress: { failures: channel.failures + 1, retry_at: failed.retryAt }, write: (tx) => noteNotTold(tx, channel.id, failed) })
      return { worked: true, dueAt: null }
    }
    due.told?.()
    await keep(channel.id, { progress: { ...due.progress, failures: 0, retry_at: null }, write: (tx) => noteTold(tx, channel.id, due.progress, { partly, now: clock.now() }) })
    return { worked: true, dueAt: null }
  }

  return {
    async step(): Promise<StepResult> {
      for (const id of [...unwritten.keys()]) await writeKept(id)
      // Side by side: a mail server that hangs must not keep back what a chat is to hear.
      const results = await Promise.all((await listChannels(ledger.read)).map(tell))
      return results.reduce((all, one) => ({ worked: all.worked || one.worked, dueAt: sooner(all.dueAt, one.dueAt) }), { worked: false, dueAt: null })
    },
  }
}

/** A time of the past; null for one that seems to lie ahead: it is from before the clock was set back, and how long ago cannot be told. */
function past(at: number | null, now: number): number | null {
  return at !== null && at <= now ? at : null
}
