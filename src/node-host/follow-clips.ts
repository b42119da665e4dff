import type { GreenroomClient } from '../contract/client.ts'
import { clipStates, noClips, settledClipStates, type ClipState, type StateCounts } from '../contract/models/states.ts'
import { everyClip } from './clip-document.ts'

const moving = clipStates.filter((state) => !(settledClipStates as readonly ClipState[]).includes(state))

/** Clips by state, and of those that lie on this machine how many still wait for a link or a slot. */
export interface Followed { counts: StateCounts; files: Pick<StateCounts, 'publishing' | 'ready'> }

/**
 * Counts by state of exactly these clips, asked again and again. Those that still move are read as a list;
 * each one that has settled is read once and remembered.
 * @param within what to look among: the group or the account of all of them.
 */
export function followClips(client: GreenroomClient, ids: readonly number[], within: { groupId?: number; accountId?: number }): () => Promise<Followed> {
  const open = new Set(ids)
  const ends = noClips()
  return async () => {
    const counts = noClips()
    const files = noClips()
    const seen = new Set<number>()
    for await (const clip of everyClip(client, { ...within, states: moving })) {
      if (!open.has(clip.id)) continue
      seen.add(clip.id)
      counts[clip.state] += 1
      if (clip.sourceKind === 'path') files[clip.state] += 1
    }
    for (const id of open) {
      if (seen.has(id)) continue
      const { clip } = await client.clips.get({ id })
      if (moving.includes(clip.state)) {
        // It moved between the two reads.
        counts[clip.state] += 1
        if (clip.sourceKind === 'path') files[clip.state] += 1
        continue
      }
      ends[clip.state] += 1
      open.delete(id)
    }
    for (const state of settledClipStates) counts[state] += ends[state]
    return { counts, files }
  }
}
