import type { FolderCause, FolderState } from '../../contract/models/folder.ts'
import { changeFolder, readFolder, type StoredFolder } from './folders.ts'
import type { LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

/** What hinders a folder: a word, and a sentence for people. */
export interface Hindrance {
  cause: FolderCause
  message: string
}

const mayWait: readonly FolderState[] = ['scanning', 'watching', 'waiting']

/**
 * A folder waits, or waits for something else than before. Each cause is told once, however it comes and goes, until
 * the folder was looked through again. A pause that came meanwhile stays.
 */
export async function folderWaits(tx: LedgerTx, id: number, { cause, message }: Hindrance, now: number): Promise<void> {
  const folder = await unpaused(tx, id)
  if (folder === null || (folder.state === 'waiting' && folder.cause === cause)) return
  const told = toldOf(folder)
  const again = told.includes(cause)
  const changes = { why: message, cause, told_causes: JSON.stringify(again ? told : [...told, cause]) }
  // A drive with a loose cable must not fill the history: within one wait a cause is one event.
  const what = folder.state !== 'waiting' || !again ? { what: 'folder.waiting', data: { cause, ...(again ? { again } : {}) } } : {}
  await changeFolder(tx, id, { ...changes, state: 'waiting' }, { now, actor: 'system', ...what })
}

/** A folder was looked through and is watched: what hindered it is over, but for `still`. What hinders it since now, or no longer, is an event. */
export async function folderIsWatched(tx: LedgerTx, id: number, still: readonly Hindrance[], { mode, now }: { mode: 'events' | 'polling'; now: number }): Promise<void> {
  const folder = await unpaused(tx, id)
  if (folder === null) return
  const [first] = still
  const told = toldOf(folder)
  await changeFolder(tx, id, {
    state: 'watching', last_scan_at: now, first_scan_done: 1, mode, why: first?.message ?? null, cause: first?.cause ?? null, told_causes: JSON.stringify(still.map(({ cause }) => cause)),
  }, { now, actor: 'system' })
  const event = (what: string, data: Record<string, unknown>) => ({ at: now, actor: 'system', what, groupId: folder.group_id, folderId: id, data: { path: folder.path, ...data } })
  await writeEvents(tx, [
    ...still.filter(({ cause }) => !told.includes(cause)).map(({ cause, message }) => event(`folder.${cause}`, { why: message })),
    ...partial.filter((cause) => told.includes(cause) && !still.some((each) => each.cause === cause)).map((cause) => event(`folder.${cause}-over`, {})),
  ])
}

/** What hinders a folder that is watched all the same. */
const partial = ['places-unreadable', 'polled'] as const

async function unpaused(tx: LedgerTx, id: number): Promise<StoredFolder | null> {
  const folder = await readFolder(tx, id).catch(() => null)
  return folder !== null && mayWait.includes(folder.state) ? folder : null
}

function toldOf(folder: StoredFolder): FolderCause[] {
  return JSON.parse(folder.told_causes) as FolderCause[]
}
