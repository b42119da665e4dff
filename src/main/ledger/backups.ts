import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { ProblemError } from '../../contract/models/problem.ts'
import { listAccounts, pauseAccount } from './accounts.ts'
import type { BackupAnswer } from './ledger-backup-worker.ts'
import { ledgerFile, openLedger, type LedgerTx } from './open-ledger.ts'
import { tryRunnerLock } from './runner-lock.ts'
import { writeEvents } from './write-event.ts'

/** A whole, checked copy of the ledger. */
export interface Backup {
  name: string
  file: string
  /** UTC ms. */
  takenAt: number
  sizeBytes: number
}

const named = /^ledger-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.sqlite$/
const dayMs = 86_400_000
/** The newest so many stay, and for so many days the newest of each. */
const keptNewest = 2
const keptDays = 5

function backupDir(dataDir: string): string {
  return path.join(dataDir, 'backups')
}

function nameAt(now: number): string {
  return `ledger-${new Date(now).toISOString().replace(/[-:]/g, '').replace(/\.\d+Z$/, 'Z')}.sqlite`
}

/** The backups of a data directory, the newest first. */
export function listBackups(dataDir: string): Backup[] {
  const dir = backupDir(dataDir)
  if (!existsSync(dir)) return []
  return readdirSync(dir).flatMap((name): Backup[] => {
    const [, year, month, day, hour, minute, second] = named.exec(name) ?? []
    if (year === undefined) return []
    const file = path.join(dir, name)
    return [{ name, file, takenAt: Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)), sizeBytes: statSync(file).size }]
  }).sort((a, b) => b.takenAt - a.takenAt)
}

/** Which backups may go: a clock that was set forward for a while makes none of them go too early. */
export function backupsToDrop(backups: readonly Backup[]): Backup[] {
  const days = new Set<number>()
  return backups.filter((backup, place) => {
    const day = Math.floor(backup.takenAt / dayMs)
    const firstOfItsDay = !days.has(day)
    if (firstOfItsDay && days.size < keptDays) {
      days.add(day)
      return false
    }
    return place >= keptNewest
  })
}

/** Takes a backup in a worker thread, and drops what is old. @param workerUrl where `ledger-backup-worker` lies. @param sweep write the ledger anew first. */
export async function takeBackup(dataDir: string, workerUrl: URL, now: number, sweep = false): Promise<BackupAnswer> {
  const dir = backupDir(dataDir)
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    return { is: 'failed', message: String(error) }
  }
  const answer = await new Promise<BackupAnswer>((resolve) => {
    const worker = new Worker(workerUrl, { workerData: { file: ledgerFile(dataDir), target: path.join(dir, nameAt(now)), sweep } })
    worker.once('message', resolve)
    worker.once('error', (error) => { resolve({ is: 'failed', message: String(error) }) })
    worker.once('exit', () => { resolve({ is: 'failed', message: 'its worker ended' }) })
  })
  if (answer.is === 'done') for (const old of backupsToDrop(listBackups(dataDir))) rmSync(old.file, { force: true })
  return answer
}

/**
 * Writes the ledger anew, so that what was deleted from it is in no byte of it or of its log, and takes a backup of
 * that in the place of all there were: they still hold it.
 * @returns where ledgers lie that were kept aside, which nothing can rewrite
 */
export async function sweepLedger(dataDir: string, workerUrl: URL, now: number): Promise<{ is: 'done'; setAside: string[] } | { is: 'failed'; message: string }> {
  const before = listBackups(dataDir)
  const answer = await takeBackup(dataDir, workerUrl, now, true)
  if (answer.is !== 'done') return { is: 'failed', message: answer.message }
  const kept = listBackups(dataDir).find(({ name }) => name === nameAt(now))
  for (const old of before) if (old.name !== kept?.name) rmSync(old.file, { force: true })
  const aside = path.join(dataDir, 'set-aside')
  return { is: 'done', setAside: existsSync(aside) ? readdirSync(aside).map((name) => path.join(aside, name)) : [] }
}

/**
 * Puts a backup in the ledger's place. The ledger that was there is kept aside, to the byte. The backup knows
 * nothing of what was sent after it was taken, so every account is paused: only a person's word sends again.
 * @returns where the old ledger lies now; null when there was none.
 * @throws ProblemError `not-permitted-now` while a process works on the data directory, `not-found`, `ledger-damaged`.
 */
export async function restoreBackup(dataDir: string, name: string | null, context: { now: number; actor: string; pause: (ms: number) => Promise<void> }): Promise<{ backup: Backup; keptAside: string | null }> {
  const backups = listBackups(dataDir)
  const backup = name === null ? backups[0] : backups.find((each) => each.name === name)
  if (!backup) throw new ProblemError('not-found', name === null ? `There is no backup in ${backupDir(dataDir)}.` : `There is no backup ${name} in ${backupDir(dataDir)}.`, 'greenroom ledger backups lists those there are.')
  return alone(dataDir, async () => {
    const file = ledgerFile(dataDir)
    const copy = `${file}.restoring`
    try {
      copyFileSync(backup.file, copy)
      const handle = openSync(copy, 'r+')
      fsyncSync(handle)
      closeSync(handle)
    } catch (error) {
      rmSync(copy, { force: true })
      throw new ProblemError('unreadable', `The backup ${backup.name} could not be copied: ${error instanceof Error ? error.message : String(error)}`, 'Nothing was changed. See that its disk has room and can be written, and try again.', { cause: error })
    }
    const keptAside = setAside(dataDir, context.now)
    renameSync(copy, file)
    const ledger = await openLedger({ dataDir, pause: context.pause })
    try {
      await ledger.transact(async (tx) => {
        for (const account of await listAccounts(tx)) await pauseAccount(tx, account.id, true, context)
        await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'ledger.restored', data: { backup: backup.name, takenAt: backup.takenAt, keptAside, message: `The backup of ${new Date(backup.takenAt).toISOString()} was put back. What was sent after it is not in it.` } }])
      })
    } finally {
      await ledger.close()
    }
    return { backup, keptAside }
  })
}

/**
 * An empty ledger in the place of the one there is, which is kept aside. Nothing is known then of what was ever sent.
 * @param begin writes what a new ledger begins with
 * @returns where the old ledger lies now; null when there was none.
 * @throws ProblemError `not-permitted-now` while a process works on the data directory.
 */
export async function beginAfresh(dataDir: string, context: { now: number; actor: string; pause: (ms: number) => Promise<void> }, begin: (tx: LedgerTx) => Promise<void>): Promise<{ keptAside: string | null }> {
  return alone(dataDir, async () => {
    const keptAside = setAside(dataDir, context.now)
    const ledger = await openLedger({ dataDir, pause: context.pause })
    try {
      await ledger.transact(async (tx) => {
        await begin(tx)
        await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'ledger.begun-afresh', data: { keptAside } }])
      })
    } finally {
      await ledger.close()
    }
    return { keptAside }
  })
}

/** Whoever exchanges a ledger is alone with it. */
async function alone<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const lock = tryRunnerLock(dataDir)
  if (!lock) throw new ProblemError('not-permitted-now', `A Greenroom works on ${dataDir}.`, 'End it first: greenroom serve by Ctrl C, the desktop application by its menu.')
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** Where the ledger there is would be kept. */
export function asideDir(dataDir: string, now: number): string {
  const dir = path.join(dataDir, 'set-aside', nameAt(now).replace(/\.sqlite$/, ''))
  // Two within a second must not be one.
  return existsSync(dir) ? asideDir(dataDir, now + 1_000) : dir
}

/** Moves the ledger and its log into a folder of their own. */
function setAside(dataDir: string, now: number): string | null {
  const file = ledgerFile(dataDir)
  if (!existsSync(file)) return null
  const dir = asideDir(dataDir, now)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, path.join(dir, path.basename(file) + suffix))
  return dir
}
