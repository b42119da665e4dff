import type { Reason } from '../../contract/models/clip.ts'
import { noteLinksTrouble } from '../ledger/accounts.ts'
import type { ClipMove } from '../ledger/move-clips.ts'
import { newestLinks, type BatchPlan, type PlannedClip } from '../ledger/plan-batch.ts'
import { timesSentBack } from '../ledger/times-sent-back.ts'
import { neverAnswered, type LinkLater } from '../publishing/check-link.ts'
import type { EffectiveAccount } from './effective-account.ts'
import { againMs, createLinkChecks } from './link-checks.ts'
import { cannotListen } from './link-keeper.ts'
import { createLinkOutage } from './link-outage.ts'
import type { RunnerContext } from './runner-context.ts'

/** Why a clip whose link does not answer is checked anew, and how often before it is held. */
const linkSilent = 'link does not answer'
const mostSentBack = 5
/** What becomes of an own file whose link is refused, and why, once; then somebody has to look. */
const secondLooks: Record<'uploaded' | 'linked', { because: string; again(clip: PlannedClip, now: number): ClipMove }> = {
  // Its object may have been deleted over there.
  uploaded: { because: 'link refused', again: (clip) => ({ clipId: clip.id, to: 'publishing', from: ['ready'], data: { because: 'link refused' } }) },
  // Our own server, or whoever serves its folder, may not be able to read it, and tells nobody so: the check says what
  // hinders it, or waits with its drive. It comes when the link may be asked anew, should that have passed.
  linked: { because: 'link finds no file', again: (clip, now) => ({ clipId: clip.id, to: 'checking', from: ['ready'], dueAt: now + againMs, data: { because: 'link finds no file' } }) },
}

/** Clips that must not go as they are; none: all may. `asking`: it is not known yet. `later`: what needs our own links waits. */
export type Unfetchable = (account: EffectiveAccount, plan: BatchPlan) => Promise<ClipMove[] | 'asking' | 'later'>

/**
 * Clips of a plan whose link the reviewer surely could not fetch. A link that does not answer delays its own clip,
 * ever longer, and holds it in the end; only where our way of making links is out as a whole does everything wait
 * with it: a clip sent now would fail, and cost a request.
 * @param ring called when what was being asked is known
 */
export function createUnfetchable(context: RunnerContext, ring: () => void): Unfetchable {
  const { ledger, clock } = context
  const checks = createLinkChecks(context, ring)
  const outage = createLinkOutage(context, ring)

  return async (account, plan) => {
    const clips = plan.clips.filter((clip) => clip.preflight && !clip.submitAnyway)
    const links = await newestLinks(ledger.read, clips.map((clip) => clip.sourceId))
    const urlOf = (clip: PlannedClip): string => links.get(clip.sourceId)?.url ?? ''
    const verdicts = checks.of(clips.map((clip) => ({ url: urlOf(clip), sizeBytes: clip.sizeBytes, apiBaseUrl: account.baseUrl })))
    if (verdicts === null) return 'asking'
    const silent = clips.flatMap((clip) => {
      const verdict = verdicts.get(urlOf(clip))
      return verdict?.is === 'later' ? [{ clip, verdict }] : []
    })
    const ownSilent = silent.filter(({ clip }) => clip.sourceKind === 'path')
    const ownAnswers = clips.some((clip) => clip.sourceKind === 'path' && verdicts.get(urlOf(clip))?.is === 'good')
    // Where another link of ours answers, the way is not out.
    const out = ownSilent.length > 0 && !ownAnswers ? outage.of(account, ownSilent.length) : false
    if (out === null) return 'asking'
    const trouble = out ? outageWords(ownSilent) : null
    // Only links that were asked tell whether links answer; that the server cannot listen is the link keeper's to say and to take back.
    const known = account.stored.links_trouble
    const tells = clips.some((clip) => clip.sourceKind === 'path') && known?.startsWith(cannotListen) !== true
    if (tells && trouble !== known) await ledger.transact((tx) => noteLinksTrouble(tx, account.id, trouble, clock.now()))

    const theirOwn = silent.filter(({ clip }) => !out || clip.sourceKind === 'url')
    const before = await timesSentBack(ledger.read, theirOwn.map(({ clip }) => clip.id), linkSilent)
    const refused = clips.flatMap((clip) => {
      const verdict = verdicts.get(urlOf(clip))
      return verdict?.is === 'bad' ? [{ clip, ...verdict }] : []
    })
    const { because, again } = secondLooks[account.publishing.kind === 's3' ? 'uploaded' : 'linked']
    const ownRefused = refused.filter(({ clip, noFile }) => clip.sourceKind === 'path' && (noFile || account.publishing.kind === 's3')).map(({ clip }) => clip.id)
    const hadIt = await timesSentBack(ledger.read, ownRefused, because)
    const moves: ClipMove[] = [
      ...refused.map(({ clip, message }) => (ownRefused.includes(clip.id) && !hadIt.has(clip.id) ? again(clip, clock.now()) : held(clip, message))),
      ...theirOwn.map(({ clip, verdict }) => sentBack(clip, verdict, before.get(clip.id) ?? 0, clock.now())),
    ]
    return moves.length > 0 ? moves : out ? 'later' : []
  }
}

function held(clip: PlannedClip, message: string): ClipMove {
  return { clipId: clip.id, to: 'held', from: ['ready'], reason: { code: 'NotFetchable', message, breaches: [] } satisfies Reason }
}

/** Its check says what is wrong with it by then; some servers answer the check and not this, every time, so it is no more than a few times. */
function sentBack(clip: PlannedClip, verdict: LinkLater, before: number, now: number): ClipMove {
  if (before >= mostSentBack) return held(clip, neverAnswered(verdict, before + 1))
  const waitMs = againMs * 2 ** before
  return { clipId: clip.id, to: 'checking', from: ['ready'], dueAt: now + waitMs, data: { because: linkSilent, message: [verdict.message, `It is asked again in ${waitMs / 1000} s.`].join(' ') } }
}

/** What answers, and for which clips. */
function outageWords(silent: readonly { clip: PlannedClip; verdict: LinkLater }[]): string {
  const [first] = silent
  if (!first) return ''
  const more = silent.length - 1
  return [first.verdict.message, `It was asked for ${first.clip.name}${more === 0 ? '' : ` and ${more} more`}.`].join(' ')
}
