import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { ledgerFile, openLedger } from '../../src/main/ledger/open-ledger.ts'
import { openStage, temporaryFolder } from '../helpers/core.ts'
import { contradictions } from './harness/inspect-ledger.ts'
import { report } from './harness/report.ts'
import { seededRandom } from '../../src/main/sandbox/random.ts'
import { harnessSetting, replay } from './harness/setting.ts'

const setting = harnessSetting()
const headerBytes = 32
const frameHeaderBytes = 24

/** The ledger's file and its log, as they lie on the disk while the core lives. */
async function afterAJob(): Promise<{ file: Buffer; log: Buffer; frameBytes: number; frames: number }> {
  const stage = await openStage({ scenario: 'lost-answer', settings: { batchSize: 2 }, dataDir: path.join(await temporaryFolder(), 'data') })
  await stage.takeIn(5)
  await stage.untilCounts({ active: 3, 'needs-attention': 2 })
  const file = readFileSync(ledgerFile(stage.dataDir))
  const log = readFileSync(`${ledgerFile(stage.dataDir)}-wal`)
  const frameBytes = frameHeaderBytes + log.readUInt32BE(8)
  return { file, log, frameBytes, frames: Math.floor((log.length - headerBytes) / frameBytes) }
}

function cutAt(dir: string, file: Buffer, log: Buffer): void {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  writeFileSync(ledgerFile(dir), file)
  writeFileSync(`${ledgerFile(dir)}-wal`, log)
}

/** Everything that happened, as one line each. */
function historyIn(dir: string): { lines: string[]; wrong: string[] } {
  const database = new Database(ledgerFile(dir))
  try {
    const wrong = contradictions(database)
    if (database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'event'`).get() === undefined) return { lines: [], wrong }
    const rows = database.prepare('SELECT id, at, actor, what, clip_id, batch_id, data FROM event ORDER BY id').all()
    return { lines: rows.map((row) => JSON.stringify(row)), wrong }
  } finally {
    database.close()
  }
}

test('cut at any frame of its log, whole or torn, the ledger reopens as a prefix of its history', { timeout: 600_000 }, async () => {
  const { file, log, frameBytes, frames } = await afterAJob()
  const random = seededRandom(setting.seed)
  const dir = path.join(await temporaryFolder(), 'cut')
  cutAt(dir, file, log)
  const whole = historyIn(dir)
  expect(whole.wrong).toEqual([])
  expect(frames).toBeGreaterThan(100)
  expect(whole.lines.length).toBeGreaterThan(30)

  const every = setting.soak ? 1 : Math.max(1, Math.floor(frames / 150))
  const lengths = new Set<number>()
  const wrong: string[] = []
  let cuts = 0
  for (let n = 0; n <= Math.ceil(frames / every); n++) {
    // The last frame too, whatever the step: there it is whole.
    const frame = Math.min(frames, n * every)
    const end = headerBytes + frame * frameBytes
    // Whole to this frame; torn inside the next; the next written as noise; an old log's end left behind.
    const torn = Buffer.concat([log.subarray(0, end), log.subarray(end, end + Math.floor(random() * frameBytes))])
    const noise = Buffer.concat([log.subarray(0, end), Buffer.from(log.subarray(end, end + frameBytes)).map((byte) => byte ^ Math.floor(random() * 256))])
    for (const [what, bytes] of [['whole', log.subarray(0, end)], ...(frame < frames ? [['torn', torn] as const, ['noise', noise] as const] : [])] as const) {
      cuts++
      cutAt(dir, file, bytes)
      const found = historyIn(dir)
      const at = `${what} at frame ${frame} of ${frames}`
      for (const law of found.wrong) wrong.push(`${at}: ${law}`)
      if (found.lines.some((line, n) => line !== whole.lines[n])) wrong.push(`${at}: its history is no prefix`)
      lengths.add(found.lines.length)
    }
  }
  expect(wrong, replay(setting, 'power.cuts')).toEqual([])
  // Different cuts do lose different ends, or nothing was tried; with the whole log everything is there.
  expect(lengths.size).toBeGreaterThan(8)
  expect(Math.max(...lengths)).toBe(whole.lines.length)
  report({ part: 'power', fault: 'the ledger and its log cut at a frame: whole, torn, noise', tried: cuts, lost: 0, doubled: 0, recovered: 'at the next open' })
})

test('cut while the log is being merged into the file, it reopens whole', { timeout: 120_000 }, async () => {
  const { file, log, frameBytes, frames } = await afterAJob()
  const random = seededRandom(setting.seed)
  const dir = path.join(await temporaryFolder(), 'cut')
  cutAt(dir, file, log)
  const whole = historyIn(dir)
  const pageBytes = frameBytes - frameHeaderBytes
  const tries = setting.soak ? 200 : 30
  for (let n = 0; n < tries; n++) {
    // Some pages have reached the file, in any order; the log is synced before the first of them is written.
    const pages = new Map<number, Buffer>()
    for (let frame = 0; frame < frames; frame++) {
      const at = headerBytes + frame * frameBytes
      if (random() < 0.5) pages.set(log.readUInt32BE(at), log.subarray(at + frameHeaderBytes, at + frameBytes))
    }
    const half = Buffer.alloc(Math.max(file.length, ...[...pages.keys()].map((page) => page * pageBytes)))
    file.copy(half)
    for (const [page, bytes] of pages) bytes.copy(half, (page - 1) * pageBytes)
    cutAt(dir, half, log)
    expect(historyIn(dir), replay(setting, 'power.cuts')).toEqual(whole)
  }
  report({ part: 'power', fault: 'cut while the log is merged into the file', tried: tries, lost: 0, doubled: 0, recovered: 'at the next open' })
})

test('a cut ledger is opened by the core in under a second, and goes on', async () => {
  const { file, log, frameBytes, frames } = await afterAJob()
  const dir = path.join(await temporaryFolder(), 'cut')
  cutAt(dir, file, log.subarray(0, headerBytes + Math.floor(frames * 0.7) * frameBytes))
  const began = performance.now()
  const ledger = await openLedger({ dataDir: dir, pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }) })
  expect(performance.now() - began).toBeLessThan(1_000)
  expect((await ledger.read.selectFrom('clip').select('id').execute()).length).toBe(5)
  await ledger.close()
})
