/**
 * A real core over a real library of small files that moves: the folder they lie in is renamed, their drive comes back
 * under another path and is located, and the folder is relocated with its volume.
 * Arguments: a scratch folder, how many files, and `lay` (writes the library and its ledger) or `move` (moves them, and
 * prints what each step took as one JSON line).
 */
import Database from 'better-sqlite3'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createCore } from '../../../src/main/core.ts'
import { readFingerprint } from '../../../src/main/intake/file-print.ts'
import { readFolder } from '../../../src/main/ledger/folders.ts'
import { openLedger } from '../../../src/main/ledger/open-ledger.ts'
import { relocateFolder } from '../../../src/main/runners/relocate-folder.ts'
import { nodeCapabilities } from '../../../src/node-host/capabilities.ts'
import { peakBytes } from '../measure-program.ts'
import { watchLoop, type LoopHold } from '../watch-loop.ts'

export interface RenameFigures {
  /** Each step's time, ms, and the longest the loop was held up meanwhile. */
  steps: Record<'firstLook' | 'renamed' | 'located' | 'relocated', { ms: number; held: LoopHold }>
  /** What fingerprinting the same files one after the other takes, ms. */
  plainMs: number
  peakBytes: number
}

const scratch = process.argv[2] ?? ''
const files = Number(process.argv[3] ?? 100_000)
const perFolder = 500
const dataDir = path.join(scratch, 'data')
const library = path.join(scratch, 'library')
const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

/** Clips that had their verdict long ago, as rows: the way there is not the matter. */
function lay(database: Database.Database): void {
  const shoot = path.join(library, 'shoot')
  const all: unknown[] = []
  const bytes = Buffer.alloc(1_024, 7)
  const scratchBytes = Buffer.alloc(128 * 1024)
  for (let n = 0; n < files; n += 1) {
    const day = path.join(shoot, `day ${Math.floor(n / perFolder)}`)
    if (n % perFolder === 0) mkdirSync(day, { recursive: true })
    const file = path.join(day, `take ${n}.mp4`)
    bytes.writeUInt32LE(n)
    writeFileSync(file, bytes)
    const print = readFingerprint(file, scratchBytes)
    all.push([n + 1, `take ${n}`, file, print.sizeBytes, print.mtimeMs, print.fingerprint])
  }
  database.exec(`BEGIN;
    INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at)
      VALUES (1, 'default', 'http://127.0.0.1:9', 3, 3, 20, 'http://127.0.0.1:9', '{}', '{"kind":"none"}', 0, 0);
    INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) VALUES (1, 1, 'Ada', 'g', 'default', 0);`)
  database.prepare(`INSERT INTO watch_folder (id, group_id, path, state, state_since, settle_ms, linger_ms, existing, first_scan_done, actor, created_at) VALUES (1, 1, ?, 'watching', 0, 2000, 0, 'submit', 1, 'Ada', 0)`).run(library)
  const rows = JSON.stringify(all)
  database.prepare(`INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, source_id, source_kind, location, watch_folder_id, attempts, created_at)
    SELECT value->>0, 1, 1, value->>1, 'video', 'active', 0, value->>0, 'path', value->>2, 1, 1, 0 FROM json_each(?)`).run(rows)
  database.prepare(`INSERT INTO clip_source (id, clip_id, group_id, kind, location, location_key, given, size_bytes, mtime_ms, fingerprint, content_hash, created_at)
    SELECT value->>0, value->>0, 1, 'path', value->>2, value->>2, value->>2, value->>3, value->>4, value->>5, 'h' || (value->>0), 0 FROM json_each(?)`).run(rows)
  database.exec('COMMIT')
}

const steps = {} as RenameFigures['steps']

async function measured(step: keyof RenameFigures['steps'], work: () => Promise<void>): Promise<void> {
  const held = watchLoop()
  const began = performance.now()
  await work()
  const ms = Math.round(performance.now() - began)
  steps[step] = { ms, held: held() }
  process.stderr.write(`${step}: ${JSON.stringify(steps[step])}, ${Math.round(peakBytes() / 1e6)} MB at most\n`)
}

async function until(what: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 15 * 60_000
  while (!(await what())) {
    if (performance.now() > end) throw new Error('It did not come so far within a quarter of an hour.')
    await pause(1_000)
  }
}

if (process.argv[4] === 'lay') {
  const empty = await openLedger({ dataDir, pause })
  await empty.close()
  const written = new Database(empty.file)
  lay(written)
  written.close()
  process.exit(0)
}

const database = new Database(path.join(dataDir, 'ledger.sqlite'))
/** Whether every file is known to lie below a folder; found out by the ends of an index, for counting would hold the loop up itself. */
const allBelow = (folder: string): boolean => [`< '${folder}/'`, `> '${folder}0'`].every((outside) => database.prepare(`SELECT 1 FROM clip_source WHERE group_id = 1 AND current = 1 AND location_key ${outside} LIMIT 1`).get() === undefined)
const clips = (): unknown => database.prepare('SELECT state, count(*) AS n FROM clip GROUP BY state').all()

const core = await createCore(nodeCapabilities(dataDir, 'error'), {
  dataDir, accountName: 'default', actor: 'Ada', hostKind: 'browser', ledgerApart: true, version: 'bench', timeoutMs: 30_000, sandbox: null, overrides: {},
})
const scannedSince = async (at: number): Promise<boolean> => { const [folder] = await core.client.folders.list({}); return folder?.state === 'watching' && (folder.lastScanAt ?? 0) >= at }

await measured('firstLook', async () => {
  const began = Date.now()
  await core.start()
  await until(() => scannedSince(began))
})
await measured('renamed', async () => {
  renameSync(path.join(library, 'shoot'), path.join(library, 'shoot 2026'))
  await until(async () => Promise.resolve(allBelow(path.join(library, 'shoot 2026'))))
})
const elsewhere = path.join(scratch, 'shelf', 'library')
await measured('located', async () => {
  mkdirSync(path.dirname(elsewhere))
  renameSync(library, elsewhere)
  await core.client.clips.locate({ id: 1, location: path.join(elsewhere, 'shoot 2026', 'day 0', 'take 0.mp4') })
  await until(async () => Promise.resolve(allBelow(elsewhere)))
})
await core.stop()
if (JSON.stringify(clips()) !== JSON.stringify([{ state: 'active', n: files }])) throw new Error(`Some clips are not what they were: ${JSON.stringify(clips())}`)

const ledger = await openLedger({ dataDir, pause, workerUrl: nodeCapabilities(dataDir, 'error').workerUrl('ledger') })
const mounted = path.join(scratch, 'mounted')
await measured('relocated', async () => {
  renameSync(path.join(scratch, 'shelf'), mounted)
  database.prepare('UPDATE watch_folder SET volume_id = ?, relative_path = ?').run('uuid:bench', 'library')
  const folder = await readFolder(ledger.read, 1)
  const place = await relocateFolder({ ledger, clock: nodeCapabilities(dataDir, 'error').clock }, folder, () => Promise.resolve(mounted))
  if (place !== path.join(mounted, 'library') || !allBelow(place)) throw new Error(`The folder went to ${place}, and not every clip with it.`)
})
await ledger.close()
database.close()
const began = performance.now()
const buffer = Buffer.alloc(128 * 1024)
for (let n = 0; n < files; n += 1) readFingerprint(path.join(mounted, 'library', 'shoot 2026', `day ${Math.floor(n / perFolder)}`, `take ${n}.mp4`), buffer)
const plainMs = Math.round(performance.now() - began)
process.stdout.write(`${JSON.stringify({ steps, plainMs, peakBytes: peakBytes() } satisfies RenameFigures)}\n`)
