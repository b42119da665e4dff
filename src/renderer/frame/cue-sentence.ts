import type { Cue } from '../../contract/models/overview.ts'
import type { ConnectionState } from '../bridge/connection.ts'

/** One part of the cue line: a key under `cue.`, and what to fill in. Times are left to the reader's formats. */
export type CuePart =
  | { key: 'sending' | 'waiting-for-slot'; used: number; limit: number }
  | { key: 'preparing' | 'in-review' | 'waiting' | 'network-waits' | 'links-silent' | 'storage-refuses' | 'storage-away'; count: number }
  | { key: 'told-to-wait' | 'service-trouble' | 'idle' | 'paused' | 'offline' | 'stopped' | 'connecting' | 'reconnecting' | 'turned-away' }
  | { key: 'next' | 'again'; at: number }
  | { key: 'done' | 'nextAnswer'; at: number }
  | { key: 'elsewhere'; where: string }

/** What the small light beside the line shows. */
export type CueLight = 'breathing' | 'moving' | 'review' | 'quiet' | 'you' | 'offline'

export interface CueSentence {
  parts: CuePart[]
  light: CueLight
}

const notYetSent = ['settling', 'checking', 'publishing', 'ready', 'submitting'] as const

/** The parts that still say something: what was due before now is about to happen, and a countdown that stands at nought says it for ever. */
export function stillToCome(parts: readonly CuePart[], now: number): CuePart[] {
  return parts.filter((part) => (part.key !== 'next' && part.key !== 'again') || part.at > now)
}

/** How many clips would go on if the account were running. */
export function waitingIn(cue: Cue): number {
  return notYetSent.reduce((sum, state) => sum + cue.counts[state], 0)
}

/** Why nothing of what is left on this machine moves, where something stands in its way. */
function standstill({ networkWait, uploads, account, counts }: Cue): CueSentence | null {
  if (networkWait) return { parts: [{ key: 'network-waits', count: networkWait.clips }], light: 'you' }
  if (uploads?.trouble?.kind === 'refused') return { parts: [{ key: 'storage-refuses', count: counts.publishing }], light: 'you' }
  if (uploads?.trouble) return { parts: [{ key: 'storage-away', count: counts.publishing }], light: 'offline' }
  return account.linksTrouble ? { parts: [{ key: 'links-silent', count: counts.publishing + counts.ready }], light: 'you' } : null
}

function body(cue: Cue): CueSentence {
  const rate = { used: cue.account.submit.lastMinute, limit: cue.account.submit.limitRpm }
  const next: CuePart[] = cue.nextSendAt === null ? [] : [{ key: 'next', at: cue.nextSendAt }]
  const again: CuePart[] = cue.nextSendAt === null ? [] : [{ key: 'again', at: cue.nextSendAt }]
  const done: CuePart[] = cue.doneAt === null ? [] : [{ key: 'done', at: cue.doneAt }]
  const answer: CuePart[] = cue.nextAnswerAt === null ? [] : [{ key: 'nextAnswer', at: cue.nextAnswerAt }]
  const waiting: CuePart[] = waitingIn(cue) === 0 ? [] : [{ key: 'waiting', count: waitingIn(cue) }]
  switch (cue.doing) {
    case 'sending':
    case 'waiting-for-slot':
      // Nothing that needs a link leaves while links do not open, whatever the rate allows.
      if (cue.account.linksTrouble && cue.counts.submitting === 0) return { parts: [{ key: 'links-silent', count: cue.counts.ready }], light: 'you' }
      return { parts: [{ key: cue.doing, ...rate }, ...next, ...done], light: 'breathing' }
    case 'told-to-wait':
      return { parts: [{ key: cue.doing }, ...again, ...done], light: 'moving' }
    case 'service-trouble':
      return { parts: [{ key: cue.doing }, ...again, ...waiting], light: 'you' }
    case 'preparing':
      return (cue.counts.settling + cue.counts.checking === 0 ? standstill(cue) : null) ?? { parts: [{ key: cue.doing, count: waitingIn(cue) }, ...done], light: 'moving' }
    case 'in-review':
      return { parts: [{ key: cue.doing, count: cue.counts['in-review'] }, ...answer], light: 'review' }
    case 'idle':
      return { parts: [{ key: 'idle' }], light: 'quiet' }
    case 'paused':
      return { parts: [{ key: 'paused' }, ...waiting], light: 'quiet' }
    case 'offline':
      return { parts: [{ key: 'offline' }, ...waiting], light: 'offline' }
    case 'stopped':
      return { parts: [{ key: 'stopped' }, ...waiting], light: 'you' }
  }
}

/** What is happening, and until when, as parts of one sentence. */
export function cueSentence(cue: Cue | undefined, connection: ConnectionState): CueSentence {
  if (connection === 'turned-away') return { parts: [{ key: 'turned-away' }], light: 'you' }
  if (connection === 'reconnecting') return { parts: [{ key: 'reconnecting' }], light: 'offline' }
  if (!cue) return { parts: [{ key: 'connecting' }], light: 'quiet' }
  const sentence = body(cue)
  if (!cue.runner.here && cue.runner.elsewhere) sentence.parts.push({ key: 'elsewhere', where: cue.runner.elsewhere })
  return sentence
}
