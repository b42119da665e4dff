import Database from 'better-sqlite3'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { ClipFilter, ClipSort } from '../../src/contract/models/clip.ts'
import { createDisk, type Disk } from '../../src/main/intake/disk.ts'
import { openLedger } from '../../src/main/ledger/open-ledger.ts'
import { pageOfClips } from '../../src/main/ledger/select-clips.ts'
import type { Bench, Figure } from './bench.ts'

const files = 100_000
const folders = 200
const fileBytes = 4_096
const rounds = 3
const rows = 1_000_000

const seconds = (began: number): number => (performance.now() - began) / 1000
const median = (of: readonly number[]): number => [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0

/** Many small files in a tree; the first bytes differ, as files do. */
function lay(root: string): string[] {
  const all: string[] = []
  const bytes = Buffer.alloc(fileBytes, 7)
  for (let folder = 0; folder < folders; folder += 1) {
    const directory = path.join(root, `day ${folder}`)
    mkdirSync(directory)
    for (let n = 0; n < files / folders; n += 1) {
      bytes.writeUInt32LE(folder * 10_000 + n)
      const file = path.join(directory, `take ${n}.mp4`)
      writeFileSync(file, bytes)
      all.push(file)
    }
  }
  return all
}

async function scan(disk: Disk, root: string): Promise<number> {
  let found = 0
  for await (const piece of disk.readTree(root, { ignore: [] })) found += piece.names.length
  return found
}

function plainScan(directory: string): number {
  let found = 0
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const place = path.join(directory, entry.name)
    if (entry.isDirectory()) found += plainScan(place)
    else if (statSync(place).size >= 0) found += 1
  }
  return found
}

/** A library half-way through, written as rows: the way there is not the matter. */
function fill(file: string): void {
  const database = new Database(file)
  database.exec(`BEGIN;
    INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'http://x', 3, 3, 20, '', '{}', '{}', 0, 0), (2, 'b', 'http://x', 3, 3, 20, '', '{}', '{}', 0, 0);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) SELECT i, 1 + i % 3 / 2, 'p' || i, 'g' || i, 'default', 0 FROM n;
    INSERT INTO watch_folder (id, group_id, path, state, state_since, settle_ms, linger_ms, existing, actor, created_at) VALUES (1, 1, '/w', 'watching', 0, 0, 0, 'submit', 'Ada', 0);
    INSERT INTO intake (id, account_id, group_id, actor, inputs, preflight, ask_when_large, state, created_at) VALUES (1, 1, 1, 'Ada', '[]', 1, 0, 'running', 0);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
      INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, source_kind, location, reason_code, watch_folder_id, intake_id, match, created_at)
      SELECT i, 1 + g % 3 / 2, g, 'clip ' || i, 'video', s, (i * 7919) % ${rows}, 'path', '/w/' || i, CASE s WHEN 'failed' THEN 'FaceMismatch' WHEN 'held' THEN 'FpsTooLow' ELSE '' END,
        CASE WHEN g = 1 AND i % 2 = 0 THEN 1 END, CASE WHEN g = 1 AND i % 2 = 1 THEN 1 END, CASE WHEN s IN ('active', 'failed') THEN 'assumed' END, 0
      FROM (SELECT i, CASE WHEN i % 10 < 6 THEN 1 ELSE 2 + i % 39 END AS g, CASE WHEN i % 100 < 70 THEN 'active' WHEN i % 100 < 85 THEN 'failed' WHEN i % 100 < 95 THEN 'held' ELSE 'ready' END AS s FROM n);
    INSERT INTO intake_clip SELECT 1, id, location FROM clip WHERE intake_id = 1;
    COMMIT`)
  database.close()
}

/** What is new since then, of all clips and of some. */
function newSince(then: number): ClipFilter[] {
  const some: ClipFilter[] = [{}, { states: ['active'] }, { states: ['failed', 'held'] }, { accountId: 1 }, { groupId: 1, states: ['failed'] }, { reasonCode: 'FaceMismatch' }, { watchFolderId: 1 }, { match: 'assumed' }]
  return some.flatMap((filter) => [{ ...filter, changedSince: then }, { ...filter, takenSince: { at: then, clipId: then } }])
}

/** The slowest page, in ms, of everything that is offered: the first one and one from the middle, warm. */
async function slowestPage(folder: string, say: (text: string) => void): Promise<{ ms: number; which: string; filterCount: number }> {
  const options = { dataDir: folder, pause: (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms) }) }
  const empty = await openLedger(options)
  await empty.close()
  fill(empty.file)
  say(`${rows.toLocaleString('en')} clips written; looking at pages`)
  const ledger = await openLedger(options)
  const filters: ClipFilter[] = [{}, { accountId: 1 }, { accountId: 2 }, { groupId: 1 }, { states: ['failed'] }, { groupId: 1, states: ['failed', 'held'] }, { reasonCode: 'FpsTooLow' }, { groupId: 1, reasonCode: 'FaceMismatch' },
    { watchFolderId: 1 }, { watchFolderId: 1, states: ['ready'] }, { intakeId: 1 }, { intakeId: 1, states: ['failed'] }, { match: 'assumed' }, { groupId: 1, match: 'assumed' },
    ...[10_000, rows - 10_000].flatMap(newSince)]
  const sorts: ClipSort[] = ['newest', 'oldest', 'recently-changed']
  let worst = { ms: 0, which: '', filterCount: filters.length }
  try {
    for (const filter of filters) {
      for (const sort of sorts) {
        const middle = ((filter.changedSince ?? filter.takenSince?.clipId ?? 0) + rows) / 2
        for (const after of [null, `${middle}.${middle}`]) {
          await pageOfClips(ledger.read, filter, sort, 100, after)
          const took: number[] = []
          for (let round = 0; round < 5; round += 1) {
            const began = performance.now()
            await pageOfClips(ledger.read, filter, sort, 100, after)
            took.push(performance.now() - began)
          }
          if (median(took) > worst.ms) worst = { ...worst, ms: median(took), which: `${JSON.stringify(filter)}, ${sort}` }
        }
      }
    }
  } finally {
    await ledger.close()
  }
  return worst
}

export const bench: Bench = {
  name: 'duplicates',
  title: 'Telling files apart, looking through folders, and pages of a million clips',
  async run(say) {
    const root = mkdtempSync(path.join(os.tmpdir(), 'greenroom-bench-duplicates-'))
    const disk = createDisk({ workerUrl: new URL('../../src/main/intake/disk-worker.ts', import.meta.url) })
    const figures: Figure[] = []
    try {
      const tree = path.join(root, 'tree')
      mkdirSync(tree)
      say(`writing ${files.toLocaleString('en')} files of ${fileBytes} bytes`)
      const all = lay(tree)
      await scan(disk, tree)
      const [printed, read, scanned, plain]: [number[], number[], number[], number[]] = [[], [], [], []]
      for (let round = 0; round < rounds; round += 1) {
        let began = performance.now()
        for (let n = 0; n < all.length; n += 500) if ((await disk.prints(all.slice(n, n + 500))).includes(null)) throw new Error('A file could not be read.')
        printed.push(seconds(began))
        began = performance.now()
        for (const file of all) readFileSync(file)
        read.push(seconds(began))
        began = performance.now()
        if ((await scan(disk, tree)) !== files) throw new Error('The scan missed files.')
        scanned.push(seconds(began))
        began = performance.now()
        plainScan(tree)
        plain.push(seconds(began))
        say(`round ${round + 1} of ${rounds}`)
      }
      figures.push(
        { what: `Fingerprinting ${files.toLocaleString('en')} small files against reading the same bytes`, ours: median(printed), baseline: median(read), limit: 2, unit: 's' },
        { what: `Looking through ${files.toLocaleString('en')} files in a worker against plain readdir and stat`, ours: median(scanned), baseline: median(plain), limit: 2, unit: 's' },
      )
      const worst = await slowestPage(path.join(root, 'ledger'), say)
      figures.push({ what: `The slowest page of 100 clips among ${rows.toLocaleString('en')}, of every filter and sort that is offered`, ours: worst.ms, baseline: null, limit: 50, unit: 'ms' })
      return { figures, notes: [`Files of ${fileBytes} bytes in ${folders} folders, everything in the system's cache; ${rounds} rounds, one after the other by turns, the middle one counts.`, `Pages: the first one and one from the middle, of ${worst.filterCount} filters in 3 sorts, the middle of 5 each; the slowest was ${worst.which}.`] }
    } finally {
      await disk.close()
      rmSync(root, { recursive: true, force: true })
    }
  },
}
