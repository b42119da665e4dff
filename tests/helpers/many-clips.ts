import Database from 'better-sqlite3'
import { addFolder } from '../../src/main/ledger/folders.ts'
import type { TestLedger } from './ledger.ts'
import { addPerson } from './ledger.ts'

/** States a library shows when it is half-way through, and how many of a hundred clips are in each. */
const shares = { active: 60, failed: 8, held: 6, 'needs-attention': 2, 'in-review': 6, ready: 8, publishing: 3, checking: 3, settling: 2, excluded: 2 }
const states = Object.entries(shares).flatMap(([state, share]) => Array.from({ length: share }, () => state))
const reasonOf: Record<string, string[]> = { failed: ['NoReason', 'FaceMismatch'], held: ['FpsTooLow', 'DuplicateContent'], 'needs-attention': ['OutcomeUnknown'] }

/** Two persons, each with `n` / 2 clips in all states, some from a folder, some in a batch of twenty, some of an intake. Written as rows, since the way there is not the matter. */
export async function manyClips(t: TestLedger, n: number): Promise<{ persons: [number, number]; folderId: number }> {
  const persons: [number, number] = [t.groupId, await addPerson(t, 'Bo')]
  const folderId = await t.ledger.transact((tx) => addFolder(tx, { group_id: t.groupId, path: '/w', volume_id: null, relative_path: null, settle_ms: 0, linger_ms: 0, batch_size: null, ignore: '[]', existing: 'submit' }, { now: t.now, actor: 'Ada' }))
  const rows = Array.from({ length: n }, (_, i) => {
    const state = states[(i * 37) % 100] ?? 'active'
    const reasons = reasonOf[state]
    // Groups of clips change together, so many share a time.
    return [i + 1, persons[i % 2], `clip ${i + 1}`, state, t.now + Math.floor(((i * 7919) % n) / 5), reasons?.[i % reasons.length] ?? '', i % 3 === 0 ? folderId : null, i % 11 === 0 ? 'assumed' : i % 2 === 0 ? 'exact' : null]
  })
  const database = new Database(t.ledger.file)
  database.pragma('foreign_keys = ON')
  database.exec('BEGIN IMMEDIATE')
  database.prepare(`INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, source_kind, location, reason_code, watch_folder_id, match, created_at)
    SELECT value->>0, ?, value->>1, value->>2, 'video', value->>3, value->>4, 'path', '/w/' || (value->>2), value->>5, value->>6, CASE WHEN value->>3 IN ('active', 'failed') THEN value->>7 END, ? FROM json_each(?)`)
    .run(t.accountId, t.now, JSON.stringify(rows))
  database.exec(`INSERT INTO clip_source (id, clip_id, group_id, kind, location, location_key, given, created_at) SELECT id, id, group_id, 'path', location, location, location, created_at FROM clip`)
  database.exec(`INSERT INTO batch (id, account_id, group_id, asset_type, state, state_since, size, created_at) SELECT id / 20 + 1, account_id, group_id, 'video', 'finished', 0, 20, 0 FROM clip WHERE id % 20 = 0 AND id <= 2000`)
  database.exec(`INSERT INTO attempt (batch_id, clip_id, clip_source_id, number, position, correlation_name, url, created_at) SELECT batch.id, clip.id, clip.id, 1, clip.id % 20, 'n' || clip.id, '', 0 FROM clip JOIN batch ON batch.id = clip.id / 20 + 1`)
  database.prepare(`INSERT INTO intake (id, account_id, group_id, actor, inputs, preflight, ask_when_large, state, created_at) VALUES (1, ?, ?, 'Ada', '[]', 1, 0, 'running', 0)`).run(t.accountId, t.groupId)
  database.exec(`INSERT INTO intake_clip SELECT 1, id, location FROM clip WHERE id % 10 = 0`)
  // Half of them its own, the others there already.
  database.exec('UPDATE clip SET intake_id = 1 WHERE id % 20 = 0')
  database.exec('UPDATE intake SET taken = (SELECT count(*) FROM clip WHERE intake_id = 1), already_there = (SELECT count(*) FROM intake_clip) - (SELECT count(*) FROM clip WHERE intake_id = 1)')
  database.exec('COMMIT')
  database.close()
  return { persons, folderId }
}
