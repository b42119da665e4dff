import type { FileProbe } from '../intake/probe-file.ts'
import { countClips } from '../ledger/counts.ts'
import { countReadyUrls, dueClips, livingLinks, recordLinks, type LinkNote, type LocalClip } from '../ledger/local-work.ts'
import { whyUnreachable } from '../publishing/is-private-address.ts'
import type { Publisher } from '../publishing/publisher.ts'
import { eachAccount } from './each-account.ts'
import type { EffectiveAccount } from './effective-account.ts'
import { roomAhead } from './room-ahead.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

/** So many clips are given links at once, and are made ready however slow the account is. */
export const page = 100
/** With enough of them ready, one looks again after this long. */
export const linksAheadAgainMs = 5_000
/** A link that lives shorter than this is made anew: the service may fetch late. */
const leastLifeMs = 24 * 3_600_000

/** The loop that gives checked clips a URL the reviewer can fetch. */
export function createPublishRunner(context: RunnerContext) {
  /** A link only this machine or network can open is of no use to a reviewer elsewhere. */
  const reachable = async (clip: LocalClip, note: LinkNote, account: EffectiveAccount): Promise<LinkNote> => {
    if (note.kind !== 'linked' || !clip.preflight || clip.submitAnyway) return note
    // Whether it answers is asked before its batch leaves.
    const why = whyUnreachable(note.url, account.baseUrl)
    return why === null ? note : { clipId: clip.id, kind: 'refused', reason: { code: 'NotFetchable', message: why, breaches: [] }, gone: false }
  }

  const publish = async (clip: LocalClip, publisher: Publisher | null, hasLink: boolean, probe: FileProbe | undefined): Promise<LinkNote> => {
    const linked = { clipId: clip.id, kind: 'linked' as const, sourceId: clip.sourceId, sizeBytes: clip.sizeBytes }
    if (clip.sourceKind === 'url') return { ...linked, publisher: 'url', url: clip.location, token: null, expiresAt: null }
    const refused = (code: string, message: string | null): LinkNote => ({ clipId: clip.id, kind: 'refused', reason: { code, message, breaches: [] }, gone: false })
    // Gone, unreadable, on a silent drive or changed: the check tells which, and whether it waits with its folder.
    if (!probe || !('size' in probe) || probe.size !== clip.sizeBytes || probe.mtimeMs !== clip.mtimeMs) return { clipId: clip.id, kind: 'recheck' }
    if (publisher === null) return refused('NoLinkSetUp', null)
    if (hasLink) return { clipId: clip.id, kind: 'still-linked' }
    const made = await publisher.publish({ clipSourceId: clip.sourceId, path: clip.location, sizeBytes: probe.size })
    return made.ok ? { ...linked, publisher: publisher.kind, url: made.url, token: made.token, expiresAt: made.expiresAt, realPath: made.realPath ?? null } : refused(made.code, made.message)
  }

  /** Null: nothing is set up. `cannot`: the link server cannot listen, which the link keeper says; no clip is held for it. */
  const wayOf = async (account: EffectiveAccount): Promise<Publisher | null | 'cannot'> => {
    try {
      return await context.publisher(account)
    } catch (error) {
      context.log.debug('Links cannot be made now.', { account: account.stored.name, error: String(error) })
      return 'cannot'
    }
  }

  const stepFor = async (account: EffectiveAccount): Promise<StepResult> => {
    if (account.stored.paused === 1) return { worked: false, dueAt: null }
    const now = context.clock.now()
    const counts = await countClips(context.ledger.read, { accountId: account.id })
    if (counts.publishing === 0) return { worked: false, dueAt: null }
    const room = await roomAhead(context.ledger.read, account, page)
    // What is uploaded first takes its time, and has a loop of its own.
    const kind = room.clips === 0 || account.publishing.kind === 's3' ? 'url' : undefined
    // However much is ready, a page of what lies at URLs is: all the rest may wait for links of ours that do not open.
    const most = room.clips > 0 ? page : page - (await countReadyUrls(context.ledger.read, account.id, room.notOf, page))
    const due = most === 0 ? [] : await dueClips(context.ledger.read, 'publishing', now, most, { accountId: account.id, notOf: room.notOf, kind })
    if (due.length === 0) return { worked: false, dueAt: room.clips === 0 ? now + linksAheadAgainMs : null }
    const way = due.some((clip) => clip.sourceKind === 'path') ? await wayOf(account) : null
    // What lies at URLs of somebody else's needs no server of ours.
    const clips = way === 'cannot' ? await dueClips(context.ledger.read, 'publishing', now, page, { accountId: account.id, notOf: room.notOf, kind: 'url' }) : due
    if (clips.length === 0) return { worked: false, dueAt: now + linksAheadAgainMs }
    const publisher = way === 'cannot' ? null : way
    const living = publisher ? await livingLinks(context.ledger.read, clips.map((clip) => clip.sourceId), publisher.kind, now + leastLifeMs) : new Map<number, string>()
    const files = clips.filter((clip) => clip.sourceKind === 'path')
    const looks = files.length === 0 ? [] : await context.disk.looks(files.map((clip) => clip.location))
    const lookOf = new Map(files.map((clip, n) => [clip.id, looks[n]]))
    const notes = await Promise.all(clips.map(async (clip) => reachable(clip, await publish(clip, publisher, living.has(clip.sourceId), lookOf.get(clip.id)), account)))
    await context.ledger.transact((tx) => recordLinks(tx, notes, context.clock.now()))
    return { worked: true, dueAt: null }
  }

  return {
    step: eachAccount(context, stepFor),
  }
}
