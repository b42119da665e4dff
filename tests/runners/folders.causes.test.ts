import { chmod, mkdir, rename, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import type { FolderCause, FolderState } from '../../src/contract/models/folder.ts'
import type { LedgerEvent } from '../../src/contract/models/event.ts'
import { newsOf } from '../../src/main/domain/news.ts'
import { ledgerFile } from '../../src/main/ledger/open-ledger.ts'
import { copyDemoClip } from '../helpers/clips.ts'
import { openFolderStage, type FolderStage } from './folder-stage.ts'

/** Permissions mean nothing to root: the whole test runs as somebody else. */
const ordinary = 65_534
const asSomebody = (): void => {
  if (process.getuid?.() !== 0) return
  process.seteuid?.(ordinary)
  onTestFinished(() => process.seteuid?.(0))
}

/** The folder is looked for every two seconds; nobody waits for them. */
const becomes = (stage: FolderStage, state: FolderState, cause: FolderCause | null) => stage.until(async () => {
  const folder = await stage.folder()
  if (folder.state === state && folder.cause === cause) return true
  stage.clock.leap(500)
  return false
})
const waitsFor = (stage: FolderStage, cause: FolderCause) => becomes(stage, 'waiting', cause)
const watched = (stage: FolderStage) => becomes(stage, 'watching', null)
const events = async (stage: FolderStage, what: string): Promise<LedgerEvent[]> => (await stage.core.client.activity.list({ limit: 500 })).rows.filter((event) => event.what === what).reverse()
/** For what it waited, as it was told: the events, and those of them that are news. */
const told = async (stage: FolderStage) => {
  const all = await events(stage, 'folder.waiting')
  expect(all.map(({ actor, data }) => [actor, typeof data['why']])).toEqual(all.map(() => ['system', 'string']))
  return { events: all.map(({ data }) => data['cause']), news: all.flatMap((event) => newsOf(event, 'Ada') ?? []).map((item) => (item.kind === 'folder-away' ? item.cause : item.kind)) }
}

test('what a folder waits for is told once for each cause, however it comes and goes, and anew once it was looked through', async () => {
  asSomebody()
  const stage = await openFolderStage()
  const [takes, away] = [path.join(stage.shelf, 'takes'), path.join(stage.shelf, 'unplugged')]
  await mkdir(takes)
  await stage.watch({ path: takes })
  await watched(stage)
  for (let n = 0; n < 3; n++) {
    await rename(takes, away)
    await waitsFor(stage, 'gone')
    await symlink(takes, takes)
    await waitsFor(stage, 'unreadable')
    await rm(takes)
    await waitsFor(stage, 'gone')
    await chmod(away, 0)
    await rename(away, takes)
    await waitsFor(stage, 'not-permitted')
  }
  expect(await stage.core.client.attention.list({})).toContainEqual(expect.objectContaining({ kind: 'folder-waiting', cause: 'not-permitted', why: expect.stringContaining('permissions') as string }))
  // The next process knows what was told.
  await stage.restart()
  await waitsFor(stage, 'not-permitted')
  const once = ['gone', 'unreadable', 'not-permitted']
  expect(await told(stage)).toEqual({ events: once, news: once })

  await chmod(takes, 0o700)
  await watched(stage)
  await rename(takes, away)
  await waitsFor(stage, 'gone')
  expect(await told(stage)).toEqual({ events: [...once, 'gone'], news: [...once, 'gone'] })
})

test('a folder that cannot be looked through waits, is told once, tried again by itself, and misses nothing', async () => {
  const stage = await openFolderStage()
  const ledger = new Database(ledgerFile(stage.dataDir))
  onTestFinished(() => void ledger.close())
  ledger.exec(`CREATE TRIGGER broken BEFORE INSERT ON clip BEGIN SELECT RAISE(ABORT, 'the take is out of tune'); END`)
  await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.watch()
  await waitsFor(stage, 'scan-failed')
  expect((await stage.folder()).why).toContain('out of tune')
  const logged = stage.core.lent.said
  for (let n = 0; n < 3; n++) {
    const before = logged.length
    stage.clock.leap(20_000)
    await stage.until(async () => Promise.resolve(logged.length > before))
  }
  await stage.restart()
  await stage.until(async () => Promise.resolve(stage.core.lent.said.length > 0))
  expect(await told(stage)).toEqual({ events: ['scan-failed'], news: ['scan-failed'] })
  ledger.exec('DROP TRIGGER broken')
  stage.clock.leap(20_000)
  await stage.untilOnly({ active: 1 })
  expect((await stage.folder()).state).toBe('watching')
  stage.core.lent.said.length = 0
})

test('clips that arrive while the ledger cannot be written are looked for again soon, not at the next round of the whole folder', async () => {
  const stage = await openFolderStage()
  await stage.watch()
  await watched(stage)
  const other = new Database(ledgerFile(stage.dataDir))
  onTestFinished(() => void other.close())
  other.exec('BEGIN IMMEDIATE')
  await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.until(async () => Promise.resolve(stage.core.lent.said.some(({ message }) => message.startsWith('A watch folder could not be looked through'))))
  other.exec('ROLLBACK')
  stage.clock.leap(20_000)
  await stage.untilOnly({ active: 1 })
  expect((await stage.folder()).state).toBe('watching')
})

test('places in a folder that may not be read are an event, once, and their end another; the folder is watched all the same', async () => {
  asSomebody()
  const stage = await openFolderStage()
  const shut = path.join(stage.shelf, 'shut')
  await mkdir(shut)
  await copyDemoClip(shut, 'ada-reading.mp4')
  await chmod(shut, 0)
  const { id } = await stage.watch()
  const scannedAgain = async (): Promise<void> => {
    const before = (await stage.folder()).lastScanAt
    await stage.core.client.folders.rescan({ id })
    await stage.until(async () => (await stage.folder()).lastScanAt !== before)
  }
  await stage.until(async () => (await stage.folder()).cause === 'places-unreadable')
  await scannedAgain()
  await stage.restart()
  await stage.until(async () => (await stage.folder()).cause === 'places-unreadable')
  expect((await events(stage, 'folder.places-unreadable')).map(({ actor, data }) => [actor, data['why']])).toEqual([['system', expect.stringContaining(shut)]])
  await chmod(shut, 0o700)
  await scannedAgain()
  await stage.untilOnly({ active: 1 })
  expect(await events(stage, 'folder.places-unreadable-over')).toHaveLength(1)
  expect((await stage.folder()).cause).toBeNull()
})
