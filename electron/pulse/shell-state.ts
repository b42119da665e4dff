import { assertNever } from '../../src/contract/assert-never.ts'
import type { Words } from '../words.ts'
import { inFlight, type Pulse } from './pulse.ts'

/** Accounts that are in use: one without a key is only waiting to be set up, as long as nothing waits for it. */
function inUse({ accounts, counts }: Pulse): Pulse['accounts'] {
  const { queued, review } = inFlight(counts)
  return accounts.filter(({ stop }) => stop !== 'no-key' || queued + review > 0)
}

/** `stopped` before `offline` before `paused`: the one that needs a person first. */
export function stateOf(pulse: Pulse): 'stopped' | 'offline' | 'paused' | 'running' | 'idle' {
  const states = new Set(inUse(pulse).map(({ state }) => state))
  if (states.has('stopped')) return 'stopped'
  if (states.has('offline')) return 'offline'
  if (pulse.accounts.length > 0 && pulse.accounts.every(({ state }) => state === 'paused')) return 'paused'
  const { queued, review } = inFlight(pulse.counts)
  return queued + review > 0 ? 'running' : 'idle'
}

/** One line for the tray: what is happening. */
export function stateLine(pulse: Pulse | null, words: Words): string {
  if (!pulse) return words('state.starting')
  const { queued, review } = inFlight(pulse.counts)
  const state = stateOf(pulse)
  switch (state) {
    case 'stopped': {
      const stopped = pulse.accounts.find((account) => account.state === 'stopped')
      return words('state.stopped', { account: stopped?.name ?? '', why: stopped?.stop ? words(`stop.${stopped.stop}`) : '' })
    }
    case 'offline':
      return words('state.offline', { queued })
    case 'paused':
      return words('state.paused', { queued })
    case 'running':
      return words('state.running', { queued, review })
    case 'idle':
      return words('state.idle')
    default:
      return assertNever(state)
  }
}

/** Which way the one switch goes: everything is paused, or something may be. Null when there is nothing to switch. */
export function switchOf(pulse: Pulse | null): 'pause' | 'resume' | null {
  if (!pulse) return null
  if (pulse.accounts.some(({ state }) => state === 'running' || state === 'offline')) return 'pause'
  return pulse.accounts.some(({ state }) => state === 'paused') ? 'resume' : null
}

/** Whether work is done that sleep would interrupt: clips on their way at an account that runs. */
export function isWorking(pulse: Pulse): boolean {
  const { queued, review } = inFlight(pulse.counts)
  return queued + review > 0 && pulse.accounts.some(({ state }) => state === 'running')
}

export interface Progress {
  /** 0 to 1; null: nothing is under way. */
  share: number | null
  mode: 'normal' | 'paused' | 'error'
}

/**
 * How far the work under way is. It begins when clips come into an empty queue and ends when the last has
 * settled; clips that come meanwhile lengthen it.
 */
export function createProgress(): (pulse: Pulse) => Progress {
  let settledBefore: number | null = null
  return (pulse) => {
    const { queued, review } = inFlight(pulse.counts)
    const under = queued + review
    const settled = pulse.counts.active + pulse.counts.failed + pulse.counts.held + pulse.counts['needs-attention'] + pulse.counts.excluded
    if (under === 0) {
      settledBefore = null
      return { share: null, mode: 'normal' }
    }
    // A resubmission takes clips out of the settled ones.
    settledBefore = Math.min(settledBefore ?? settled, settled)
    const state = stateOf(pulse)
    return { share: (settled - settledBefore) / (settled - settledBefore + under), mode: state === 'stopped' ? 'error' : state === 'paused' || state === 'offline' ? 'paused' : 'normal' }
  }
}
