import type { Core } from '../main/core-handle.ts'
import type { Call } from './call.ts'
import type { Standing, WaitEnd } from './wait-until-settled.ts'

/**
 * How things stand when a wait has ended. An interrupted one first lets what is on its way arrive: its outcome
 * belongs into the answer, or the answer would say of a batch that was taken that it is being sent.
 */
export async function lastStanding(call: Call, core: Core, { end, standing }: { end: WaitEnd; standing: Standing }, now: () => Promise<Standing>): Promise<Standing> {
  if (end !== 'interrupted') return standing
  if (standing.counts.submitting > 0) call.say('Stopping. What is on its way is waited for; Ctrl-C again ends at once.')
  await core.rest()
  return now()
}
