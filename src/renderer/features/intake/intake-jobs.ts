/**
 * What is being taken in from this window: uploads (a browser must send the bytes), then the intake the
 * core made of them. Kept outside the screens, so that looking at another one stops nothing.
 */
import { useSyncExternalStore } from 'react'
import { client } from '../../bridge/client.ts'
import { host, type Picked } from '../../bridge/host.ts'

export type IntakePhase =
  | { kind: 'uploading'; file: number; files: number; sent: number; total: number }
  | { kind: 'handing-over' }
  | { kind: 'taken'; intakeId: number }
  | { kind: 'failed'; error: unknown }

export interface IntakeJob {
  key: number
  /** Null while nobody has said whose clips they are. */
  groupId: number | null
  phase: IntakePhase
  /** Files that could not be uploaded; the others went on. */
  lost: readonly { name: string; message: string }[]
}

const listeners = new Set<() => void>()
const aborts = new Map<number, AbortController>()
let jobs: readonly IntakeJob[] = []
let nextKey = 1

function put(job: IntakeJob): void {
  jobs = jobs.some(({ key }) => key === job.key) ? jobs.map((each) => (each.key === job.key ? job : each)) : [...jobs, job]
  for (const listener of listeners) listener()
}

export function dismissJob(key: number): void {
  aborts.get(key)?.abort()
  aborts.delete(key)
  jobs = jobs.filter((job) => job.key !== key)
  for (const listener of listeners) listener()
}

/** Shows an intake the core has made already (pasted text). */
export function showIntake(groupId: number, intakeId: number): void {
  put({ key: nextKey++, groupId, phase: { kind: 'taken', intakeId }, lost: [] })
}

/** Shows that a drop could not be read, e.g. a folder without permission. */
export function showDropError(groupId: number | null, error: unknown): void {
  put({ key: nextKey++, groupId, phase: { kind: 'failed', error }, lost: [] })
}

async function upload(job: IntakeJob, picked: readonly Picked[], signal: AbortSignal): Promise<{ paths: string[]; lost: IntakeJob['lost'] }> {
  const files = picked.filter((each) => each.kind === 'file')
  const total = files.reduce((sum, { file }) => sum + file.size, 0)
  const paths: string[] = []
  const lost: { name: string; message: string }[] = []
  let before = 0
  let number = 0
  for (const each of picked) {
    if (each.kind === 'path') {
      paths.push(each.path)
      continue
    }
    number += 1
    const at = number
    const tell = (sent: number) => put({ ...job, lost, phase: { kind: 'uploading', file: at, files: files.length, sent: before + sent, total } })
    tell(0)
    try {
      paths.push((await host.uploadFile(each.file, { signal, onProgress: tell })).path)
    } catch (error) {
      if (signal.aborted) throw error
      lost.push({ name: each.file.name, message: error instanceof Error ? error.message : String(error) })
    }
    before += each.file.size
  }
  return { paths, lost }
}

/** Takes picked or dropped files in for a person; what cannot be uploaded is named, the rest goes on. */
export async function takeIn(groupId: number, picked: readonly Picked[]): Promise<void> {
  if (picked.length === 0) return
  const job: IntakeJob = { key: nextKey++, groupId, phase: { kind: 'handing-over' }, lost: [] }
  const abort = new AbortController()
  aborts.set(job.key, abort)
  put(job)
  let lost: IntakeJob['lost'] = []
  try {
    const sent = await upload(job, picked, abort.signal)
    lost = sent.lost
    if (sent.paths.length === 0) {
      put({ ...job, lost, phase: { kind: 'failed', error: new Error(lost[0]?.message ?? '') } })
      return
    }
    put({ ...job, lost, phase: { kind: 'handing-over' } })
    const intake = await client.intakes.create({ groupId, inputs: sent.paths })
    put({ ...job, lost, phase: { kind: 'taken', intakeId: intake.id } })
  } catch (error) {
    if (!abort.signal.aborted) put({ ...job, lost, phase: { kind: 'failed', error } })
  } finally {
    aborts.delete(job.key)
  }
}

/** What is being taken in, the oldest first. */
export function useIntakeJobs(): readonly IntakeJob[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => jobs,
  )
}
