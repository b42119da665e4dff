import type { GreenroomClient } from '../contract/client.ts'
import { clockTime } from './words.ts'

/** What is known of a batch nobody can tell the outcome of: what its service's support needs to find it. */
export interface UnclearBatch {
  id: number
  taskId: string | null
  sentAt: number | null
  since: number
  /** Why it is unclear, with the service's own words where there were any. */
  said: string | null
  clips: { id: number; source: string; name: string | null }[]
}

/** A weekend of unclear batches is one decision; this many are looked at one by one. */
const mostLookedAt = 100
const mostInWords = 5

/** The oldest of these batches, each with its clips and the names the service was given for them. */
export async function unclearBatches(client: GreenroomClient, ids: readonly number[]): Promise<UnclearBatch[]> {
  const found: UnclearBatch[] = []
  for (const id of ids.slice(0, mostLookedAt)) {
    const batch = await client.batches.get({ id })
    const clips = await Promise.all(batch.cells.map(async ({ clipId }) => {
      const { clip, attempts } = await client.clips.get({ id: clipId })
      return { id: clip.id, source: clip.given, name: attempts.find((attempt) => attempt.batchId === id)?.correlationName ?? null }
    }))
    found.push({ id, taskId: batch.taskId, sentAt: batch.sentAt, since: batch.stateSince, said: batch.why?.message || null, clips })
  }
  return found
}

/** @param total of how many these are the first. */
export function unclearInWords(batches: readonly UnclearBatch[], total: number, now: number): string[] {
  const lines = batches.slice(0, mostInWords).flatMap((batch) => [
    `Batch ${batch.id}, sent ${batch.sentAt === null ? 'never' : clockTime(batch.sentAt, now)}, unclear since ${clockTime(batch.since, now)}${batch.taskId === null ? '' : `, task ${batch.taskId}`}${batch.said ? `: ${batch.said}` : ''}`,
    ...batch.clips.map((clip) => `  clip ${clip.id}  ${clip.source}${clip.name === null ? '' : `, sent as ${clip.name}`}`),
  ])
  return total > mostInWords ? [...lines, `And ${total - mostInWords} more batches; greenroom attention --json lists the first ${mostLookedAt} with their clips.`] : lines
}
