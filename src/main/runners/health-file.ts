/**
 * What the process that runs the loops says of them now and then, in a small file beside the ledger: other processes
 * (the doctor, a health check of one that waits) cannot look into it. Not in the ledger: that may be the very trouble.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Trouble } from './troubles.ts'

/** One loop: when its last step ended, and since when it is inside one (null: it rests). UTC ms. */
export const loopBeat = z.object({ loop: z.string(), endedAt: z.number().nullable(), insideSince: z.number().nullable() })
export type LoopBeat = z.infer<typeof loopBeat>

const saidHealth = z.object({
  pid: z.number().int(),
  at: z.number(),
  beats: z.array(loopBeat),
  troubles: z.array(z.object({ kind: z.enum(['ledger-unwritable', 'loop-stuck']), subject: z.string(), message: z.string(), since: z.number() }) satisfies z.ZodType<Trouble>),
})
export type SaidHealth = z.infer<typeof saidHealth>

/** Said at least so often; one that is older by far comes from a process that hangs. */
export const healthEveryMs = 30_000

function fileOf(dataDir: string): string {
  return path.join(dataDir, 'health.json')
}

/** @throws when the directory cannot be written: the one who says it is in trouble then. */
export function sayHealth(dataDir: string, health: SaidHealth): void {
  const fresh = `${fileOf(dataDir)}.${health.pid}`
  writeFileSync(fresh, `${JSON.stringify(health, null, 1)}\n`, { mode: 0o600 })
  renameSync(fresh, fileOf(dataDir))
}

/** What was said last; null: nothing, or nothing that can be read. */
export function readHealth(dataDir: string): SaidHealth | null {
  try {
    return saidHealth.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')))
  } catch {
    return null
  }
}

/** Whoever ends says nothing any more. On a disk that has turned read-only the file stays, and grows old. */
export function endHealth(dataDir: string): void {
  try {
    rmSync(fileOf(dataDir), { force: true })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}
