import { readdir, rm, truncate } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ForgettingWait } from '../../contract/models/forgetting.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { saysMissing } from '../intake/describe-fs-error.ts'
import { setAsideClips } from '../ledger/clip-actions.ts'
import { sweepLedger } from '../ledger/backups.ts'
import { copiesOfPerson, eraseClips, erasePerson, noteUploadsGone, receivedOfPerson, uploadsOfPerson } from '../ledger/forget-person.ts'
import { endForgetting, moveForgetting, noteForgettingWaits, noteRemains, noteRemote, openForgettings, standingWithService, type StoredForgetting } from '../ledger/forgettings.ts'
import { forgetCopies } from '../ledger/kept-copies.ts'
import { removeCopy } from '../preparation/copies-folder.ts'
import { StorageError } from '../publishing/s3/storage-error.ts'
import { sooner, type StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'
import { passing } from './write-through.ts'

/** What could not be done is tried again after so long, twice as long each time, up to an hour. */
const firstRetryMs = 15_000
const longestRetryMs = 3_600_000
/** What is on its way inside this process has noticed by then that its clip was set aside. */
const graceMs = 2_000

/**
 * Whoever keeps a log beside the ledger (the desktop application) has written names and paths into it. It may be open:
 * it is emptied, not removed, and written on from its beginning.
 */
async function emptyLogs(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (saysMissing(error)) return []
    throw error
  })
  for (const name of names) await (name.endsWith('.log') ? truncate(path.join(folder, name), 0) : rm(path.join(folder, name), { recursive: true, force: true }))
}

/** Why a forgetting cannot go on just now. */
class Waits extends Error {
  readonly what: ForgettingWait
  constructor(what: ForgettingWait, cause?: unknown) {
    super(what, { cause })
    this.what = what
  }
}

/**
 * The loop that forgets people. Every step leaves the ledger saying what is left to be done, so a process that is
 * killed in the middle is followed by one that goes on there.
 */
export function createForgetRunner(context: RunnerContext) {
  const { ledger, clock, log } = context
  const dataDir = path.dirname(ledger.file)
  const uploadDir = path.join(dataDir, 'uploads') + path.sep
  let busy: Promise<void> | null = null

  /** What is with the service is followed to its end; everything else is taken back. */
  const finish = async (row: StoredForgetting): Promise<void> => {
    for (;;) {
      const ids = (await ledger.read.selectFrom('clip').select('id').where('group_id', '=', row.group_id).where('state', 'in', ['settling', 'checking', 'held', 'publishing', 'ready', 'failed']).limit(500).execute()).map(({ id }) => id)
      if (ids.length === 0) break
      await ledger.transact((tx) => setAsideClips(tx, ids, { now: clock.now(), actor: row.actor }))
      await setImmediate()
    }
    const { sending, inReview, unclear } = await standingWithService(ledger.read, row.group_id)
    if (sending > 0) throw new Waits('sending')
    if (unclear > 0) throw new Waits('unclear')
    if (inReview > 0) throw new Waits('in-review')
    await ledger.transact(async (tx) => {
      await noteRemote(tx, row)
      await moveForgetting(tx, row, 'erasing')
    })
  }

  const removeCopies = async (row: StoredForgetting): Promise<void> => {
    for (;;) {
      const page = await copiesOfPerson(ledger.read, row.group_id)
      if (page.length === 0) return
      for (const { path: copy } of page) if (copy !== null) await removeCopy(copy)
      await ledger.transact((tx) => forgetCopies(tx, page.map(({ id }) => id)))
    }
  }

  /** Objects in the storage that is set up are removed; what lies in one that no longer is can only be named. */
  const removeUploads = async (row: StoredForgetting): Promise<void> => {
    for (;;) {
      const page = await uploadsOfPerson(ledger.read, row.group_id)
      if (page.length === 0) return
      const publisher = await context.storage(await context.account(row.account_id))
      const here = page.filter((upload) => publisher?.place === upload.place)
      const away = page.filter((upload) => publisher?.place !== upload.place)
      await ledger.transact(async (tx) => {
        // The folder of the object alone: its last part is made of the clip's name.
        await noteRemains(tx, row.id, 'object', away.map(({ place, objectKey }) => `${place} ${path.posix.dirname(objectKey)}/`))
        await noteUploadsGone(tx, away.map(({ id }) => id))
      })
      if (!publisher || here.length === 0) continue
      for (const { objectKey, uploadId, doneAt } of here) if (uploadId !== null && doneAt === null) await publisher.abort({ objectKey, uploadId })
      const idOf = new Map(here.map(({ id, objectKey }) => [objectKey, id]))
      for await (const gone of publisher.remove([...idOf.keys()])) await ledger.transact((tx) => noteUploadsGone(tx, gone.flatMap((key) => idOf.get(key) ?? [])))
    }
  }

  const removeReceived = async (row: StoredForgetting): Promise<void> => {
    let after = 0
    for (;;) {
      const page = await receivedOfPerson(ledger.read, row.group_id, uploadDir, after)
      for (const { id, location } of page) {
        // Each lies in a folder of its own below the folder of uploads.
        const [folder] = path.relative(uploadDir, location).split(path.sep)
        if (folder && folder !== '..') await rm(path.join(uploadDir, folder), { recursive: true, force: true })
        after = id
      }
      if (page.length === 0) return
    }
  }

  const inFiles = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      throw new Waits('files', error)
    }
  }

  const erase = async (row: StoredForgetting): Promise<void> => {
    await inFiles(() => removeCopies(row))
    try {
      await removeUploads(row)
    } catch (error) {
      throw new Waits(error instanceof StorageError && error.kind !== 'refused' ? 'storage-offline' : 'storage-refused', error)
    }
    await inFiles(() => removeReceived(row))
    while ((await ledger.transact((tx) => eraseClips(tx, row.group_id))) > 0) await setImmediate()
    await ledger.transact(async (tx) => {
      await erasePerson(tx, row.group_id)
      await moveForgetting(tx, row, 'sweeping')
    })
  }

  /** Deleted rows leave their bytes in the file until it is written anew; and in the copies of it. */
  const sweep = async (row: StoredForgetting): Promise<void> => {
    await inFiles(() => emptyLogs(path.join(dataDir, 'logs')))
    const answer = await sweepLedger(dataDir, context.backupWorkerUrl, clock.now())
    if (answer.is !== 'done') throw new Waits('disk', new Error(answer.message))
    await ledger.transact((tx) => endForgetting(tx, row, answer.setAside, clock.now()))
  }

  const goOn = async (row: StoredForgetting): Promise<void> => {
    try {
      if (row.state === 'finishing') await finish(row)
      else if (row.state === 'erasing') await erase(row)
      else await sweep(row)
      await ledger.transact((tx) => noteForgettingWaits(tx, { ...row, waits_for: 'sending' }, null, null))
    } catch (error) {
      const waits = error instanceof Waits ? error : new Waits('disk', error)
      const own = waits.what === 'sending' || waits.what === 'in-review' || waits.what === 'unclear'
      // What a system says of a file names the file: only its code is logged.
      const cause = waits.cause as { code?: unknown; message?: unknown } | undefined
      const said = waits === error ? cause?.code : cause?.message
      if (!own) log[waits === error || passing.has(waits.cause instanceof ProblemError ? waits.cause.problem.kind : 'internal') ? 'warn' : 'error']('Forgetting a person cannot go on; it is tried again.', { forgetting: row.id, waitsFor: waits.what, error: String(said) })
      await ledger.transact((tx) => noteForgettingWaits(tx, row, waits.what, own ? null : clock.now() + Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(row.failures, 20))))
    }
  }

  return {
    async step(): Promise<StepResult> {
      if (busy) return { worked: false, dueAt: null }
      let dueAt: number | null = null
      for (const row of await openForgettings(ledger.read)) {
        const now = clock.now()
        // One that seems to have been asked for in the future was asked for before the clock was set back.
        const graceUntil = row.state === 'finishing' || row.asked_at > now ? 0 : row.asked_at + graceMs
        const at = Math.max(row.retry_at ?? 0, graceUntil)
        if (at > now) {
          dueAt = sooner(dueAt, at)
          continue
        }
        busy = goOn(row).catch((error: unknown) => { log.error('Forgetting a person met an error.', { forgetting: row.id, error: String(error) }) }).finally(() => { busy = null })
        // Large ledgers take a while to rewrite: nothing else waits for it.
        if (row.state === 'sweeping') return { worked: false, dueAt }
        await busy
        if ((await openForgettings(ledger.read)).some((after) => after.id === row.id && after.state !== row.state)) return { worked: true, dueAt: null }
        // It waits, for a review or for a person's word: the next in line need not wait with it.
      }
      return { worked: false, dueAt }
    },
    /** Resolves when nothing is under way. */
    async drain(): Promise<void> {
      await busy
    },
  }
}
