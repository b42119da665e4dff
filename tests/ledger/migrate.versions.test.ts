import { readFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ledgerVersion, migrate } from '../../src/main/ledger/migrate.ts'
import { migrations } from '../../src/main/ledger/migrations/all.ts'
import { openLedger } from '../../src/main/ledger/open-ledger.ts'
import { column, pause, seed, tempDir } from '../helpers/ledger.ts'

/**
 * How each migration is tried: rows as its predecessor wrote them, and what must have become of them.
 * A new migration needs an entry here; the numbers of the rows are its own affair.
 */
const trials: Record<string, { before(old: Database.Database): void; after(migrated: Database.Database): void }> = {
  'the-beginning': {
    before: (old) => { expect(old.prepare('SELECT name FROM sqlite_schema').all()).toEqual([]) },
    after: (migrated) => {
      expect(migrated.prepare('SELECT count(*) AS n FROM clip').get()).toEqual({ n: 0 })
      expect(migrated.prepare('SELECT count(*) AS n FROM clip_count').get()).toEqual({ n: 0 })
    },
  },
  'what-is-fetched': {
    before: (old) => {
      old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'http://x', 1, 1, 1, 'http://y', '{}', '{}', 1, 1);
        INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) VALUES (1, 1, 'Lin', 'g', 'p', 1);
        INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, source_kind, location, created_at) VALUES (1, 1, 1, 'c', 'video', 'ready', 1, 'path', '/c', 1);
        INSERT INTO clip_source (id, clip_id, group_id, kind, location, location_key, given, created_at) VALUES (1, 1, 1, 'path', '/c', '/c', '/c', 1);
        INSERT INTO link (clip_source_id, kind, url, token, created_at) VALUES (1, 'links http://x', 'http://x/c/t', 't', 1);
        INSERT INTO validation_session (account_id, name, project_name, callback_url, state, actor, created_at) VALUES (1, 'Ben', 'default', 'http://y', 'open', 'Ada', 1)`)
    },
    after: (migrated) => {
      expect(migrated.prepare('SELECT token, real_path FROM link').all()).toEqual([{ token: 't', real_path: null }])
      expect(migrated.prepare('SELECT name, callback_token FROM validation_session').all()).toEqual([{ name: 'Ben', callback_token: null }])
    },
  },
  'the-same-clip-elsewhere': {
    before: (old) => {
      old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'http://x', 3, 3, 20, '', '{}', '{}', 0, 0);
        INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) VALUES (1, 1, 'Lin', 'g', 'default', 0);
        INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, source_kind, location, created_at) VALUES (1, 1, 1, 'a', 'video', 'held', 0, 'path', '/a.mp4', 0), (2, 1, 1, 'b', 'video', 'held', 0, 'path', '/b.mp4', 0);
        INSERT INTO intake (id, account_id, group_id, actor, inputs, preflight, ask_when_large, state, created_at) VALUES (1, 1, 1, 'Ada', '[]', 1, 0, 'running', 0)`)
    },
    after: (migrated) => {
      expect(migrated.prepare('SELECT passed_over FROM intake').get()).toEqual({ passed_over: '[]' })
      migrated.exec('DELETE FROM clip WHERE id = 2; INSERT INTO joined_clip VALUES (2, 1, 0)')
      // A clip that goes is counted no longer, though it was counted before there was a trigger for it.
      expect(migrated.prepare('SELECT state, n FROM clip_count').all()).toEqual([{ state: 'held', n: 1 }])
    },
  },
  uploads: {
    before: (old) => { expect(old.prepare("SELECT name FROM sqlite_schema WHERE name IN ('upload', 'storage')").all()).toEqual([]) },
    after: (migrated) => {
      expect(migrated.prepare('SELECT count(*) AS n FROM upload').get()).toEqual({ n: 0 })
      expect(migrated.prepare('SELECT count(*) AS n FROM storage').get()).toEqual({ n: 0 })
    },
  },
  preparations: {
    before: (old) => {
      old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'u', 3, 60, 20, 'c', '{}', '{}', 1, 1);
        INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) VALUES (1, 1, 'Ada', 'g', 'default', 1);
        INSERT INTO watch_folder (id, group_id, path, state, state_since, settle_ms, linger_ms, existing, actor, created_at) VALUES (1, 1, '/footage', 'watching', 1, 1, 1, 'submit', 'Ada', 1);
        INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, source_id, source_kind, location, created_at) VALUES (1, 1, 1, 'take', 'video', 'held', 1, 1, 'path', '/footage/take.mp4', 1);
        INSERT INTO clip_source (id, clip_id, group_id, kind, location, location_key, given, created_at) VALUES (1, 1, 1, 'path', '/footage/take.mp4', '/footage/take.mp4', 'take.mp4', 1)`)
    },
    after: (migrated) => {
      expect(migrated.prepare('SELECT profile_id FROM watch_folder').all()).toEqual([{ profile_id: null }])
      expect(migrated.prepare('SELECT prepared_from, location FROM clip_source').all()).toEqual([{ prepared_from: null, location: '/footage/take.mp4' }])
      expect(migrated.prepare('SELECT quota_bytes, keep_ms, paused, copies FROM preparation_setting').all()).toEqual([{ quota_bytes: 50 * 1024 ** 3, keep_ms: 7 * 86_400_000, paused: 0, copies: 0 }])
    },
  },
  channels: {
    before: (old) => { expect(old.prepare(`SELECT name FROM sqlite_schema WHERE name = 'channel'`).all()).toEqual([]) },
    after: (migrated) => { expect(migrated.prepare('SELECT count(*) AS n FROM channel').get()).toEqual({ n: 0 }) },
  },
  'links-in-trouble': {
    before: (old) => { old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'http://x', 1, 1, 1, 'http://y', '{}', '{}', 1, 1)`) },
    after: (migrated) => { expect(migrated.prepare('SELECT name, links_trouble, links_trouble_since FROM account').all()).toEqual([{ name: 'a', links_trouble: null, links_trouble_since: null }]) },
  },
  'limits-and-calibrations': {
    before: (old) => {
      old.exec(`INSERT INTO account (name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES ('default', 'https://api', 3, 60, 20, 'https://api/', '{}', '{}', 1, 1);
        INSERT INTO avatar_group (account_id, name, remote_id, project_name, created_at) VALUES (1, 'Lin', 'g-1', 'default', 1);
        INSERT INTO clip (account_id, group_id, name, asset_type, state, state_since, source_kind, location, created_at) VALUES (1, 1, 'take', 'video', 'held', 1, 'path', '/take.mp4', 1)`)
    },
    after: (migrated) => {
      expect(migrated.prepare('SELECT name, state, deed_id FROM clip').all()).toEqual([{ name: 'take', state: 'held', deed_id: null }])
      for (const table of ['limit_evidence', 'limit_trial', 'limit_answer', 'calibration', 'deed']) expect(migrated.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 })
    },
  },
  'lists-in-order': {
    before: (old) => {
      old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'http://x', 3, 3, 20, '', '{}', '{}', 0, 0);
        INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) VALUES (1, 1, 'Lin', 'g', 'default', 0);
        INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, source_kind, location, reason_code, created_at) VALUES (1, 1, 1, 'a', 'video', 'held', 5, 'path', '/a.mp4', 'FpsTooLow', 0), (2, 1, 1, 'b', 'video', 'held', 9, 'path', '/b.mp4', 'FpsTooLow', 0)`)
    },
    after: (migrated) => {
      expect(migrated.prepare(`SELECT id FROM clip INDEXED BY clip_reason_changed WHERE reason_code = 'FpsTooLow' AND reason_code <> '' AND state = 'held' AND group_id = 1 ORDER BY state_since DESC`).all()).toEqual([{ id: 2 }, { id: 1 }])
    },
  },
  'sign-ins': {
    before: (old) => { expect(old.prepare(`SELECT name FROM sqlite_schema WHERE name IN ('sign_in', 'served')`).all()).toEqual([]) },
    after: (migrated) => { expect(migrated.prepare('SELECT (SELECT count(*) FROM sign_in) + (SELECT count(*) FROM served) AS n').get()).toEqual({ n: 0 }) },
  },
  'limits-of-each-kind': {
    before: (old) => {
      old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'http://x', 3, 3, 20, '', '{}', '{}', 0, 0);
        INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) VALUES (1, 1, 'Lin', 'g', 'default', 0);
        INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, source_kind, location, created_at) VALUES (1, 1, 1, 'a', 'image', 'active', 5, 'path', '/a.jpg', 0), (2, 1, 1, 'b', 'video', 'active', 9, 'path', '/b.mp4', 0);
        INSERT INTO limit_trial (account_id, code, clips, actor, asked_at) VALUES (1, 'FileSizeTooLarge', '[[1,31457281]]', 'Ada', 1), (1, 'FileSizeTooLarge', '[[2,209715201]]', 'Ada', 2)`)
    },
    after: (migrated) => {
      expect(migrated.prepare('SELECT asset_type FROM limit_trial ORDER BY id').all()).toEqual([{ asset_type: 'image' }, { asset_type: 'video' }])
      expect(migrated.prepare('SELECT narrower_limits FROM account').all()).toEqual([{ narrower_limits: null }])
      expect(migrated.prepare('SELECT quota_bytes FROM preparation_setting').all()).toEqual([{ quota_bytes: 50_000_000_000 }])
    },
  },
  networks: {
    before: (old) => { old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'http://x', 3, 3, 20, '', '{}', '{}', 0, 0)`) },
    after: (migrated) => {
      // Nothing that went before waits now.
      expect(migrated.prepare('SELECT only_approved, when_untold, waits FROM network_setting').all()).toEqual([{ only_approved: 0, when_untold: 'wait', waits: null }])
      expect(migrated.prepare('SELECT count(*) AS n FROM network').get()).toEqual({ n: 0 })
    },
  },
  forgettings: {
    before: (old) => { expect(old.prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 'forgetting%'`).all()).toEqual([]) },
    after: (migrated) => { expect(migrated.prepare('SELECT (SELECT count(*) FROM forgetting) + (SELECT count(*) FROM forgetting_remain) AS n').get()).toEqual({ n: 0 }) },
  },
  'what-folders-wait-for': {
    before: (old) => {
      old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'u', 3, 60, 20, 'c', '{}', '{}', 1, 1);
        INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) VALUES (1, 1, 'Ada', 'g', 'default', 1);
        INSERT INTO watch_folder (id, group_id, path, state, state_since, settle_ms, linger_ms, existing, actor, created_at) VALUES (1, 1, '/footage', 'watching', 1, 1, 1, 'submit', 'Ada', 1), (2, 1, '/away', 'waiting', 1, 1, 1, 'submit', 'Ada', 1)`)
    },
    after: (migrated) => {
      expect(migrated.prepare('SELECT path, cause, told_causes FROM watch_folder ORDER BY id').all()).toEqual([{ path: '/footage', cause: null, told_causes: '[]' }, { path: '/away', cause: 'gone', told_causes: '["gone"]' }])
    },
  },
  'clips-that-stood-still': {
    before: (old) => {
      old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'u', 3, 60, 20, 'c', '{}', '{}', 1, 1);
        INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) VALUES (1, 1, 'Ada', 'g', 'default', 1);
        INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, due_at, gated, source_kind, location, created_at)
          VALUES (1, 1, 1, 'stood', 'video', 'publishing', 7, NULL, 0, 'path', '/a', 1), (2, 1, 1, 'at the gate', 'video', 'publishing', 7, NULL, 1, 'path', '/b', 1),
            (3, 1, 1, 'due', 'video', 'publishing', 7, 9, 0, 'path', '/c', 1), (4, 1, 1, 'being prepared', 'video', 'checking', 7, NULL, 0, 'path', '/d', 1)`)
    },
    after: (migrated) => {
      expect(migrated.prepare('SELECT name, due_at FROM clip ORDER BY id').all()).toEqual([{ name: 'stood', due_at: 7 }, { name: 'at the gate', due_at: null }, { name: 'due', due_at: 9 }, { name: 'being prepared', due_at: null }])
    },
  },
  'publishing-by-kind': {
    before: (old) => {
      old.exec(`INSERT INTO account (id, name, base_url, submit_rpm, poll_rpm, batch_size, callback_url, limits, publishing, state_since, created_at) VALUES (1, 'a', 'u', 3, 60, 20, 'c', '{}', '{}', 1, 1);
        INSERT INTO avatar_group (id, account_id, name, remote_id, project_name, created_at) VALUES (1, 1, 'Ada', 'g', 'default', 1);
        INSERT INTO clip (id, account_id, group_id, name, asset_type, state, state_since, due_at, source_kind, location, created_at)
          VALUES (1, 1, 1, 'a file', 'video', 'publishing', 1, 1, 'path', '/a', 1), (2, 1, 1, 'at a URL', 'video', 'publishing', 1, 2, 'url', 'http://x', 1), (3, 1, 1, 'ready', 'video', 'ready', 1, NULL, 'url', 'http://y', 1)`)
    },
    after: (migrated) => {
      const told = (index: string, where: string) => migrated.prepare(`SELECT name FROM clip INDEXED BY ${index} WHERE account_id = 1 AND source_kind = 'url' AND ${where}`).all()
      expect(told('clip_publishing', "state = 'publishing'")).toEqual([{ name: 'at a URL' }])
      expect(told('clip_ready', "state = 'ready'")).toEqual([{ name: 'ready' }])
    },
  },
}

async function emptyFile(): Promise<Database.Database> {
  const database = new Database(path.join(await tempDir(), 'ledger.sqlite'))
  database.pragma('foreign_keys = ON')
  onTestFinished(() => { database.close() })
  return database
}

/** What must hold at every version. */
function expectSound(database: Database.Database): void {
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(database.pragma('foreign_key_check')).toEqual([])
  const loose = database.prepare(`SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'`).all()
  expect(loose).toEqual([])
}

test('every migration is tried', () => {
  expect(Object.keys(trials)).toEqual(migrations.map((migration) => migration.slug))
})

describe.each(migrations.map((migration, index) => ({ slug: migration.slug, version: index + 1 })))('version $version, $slug', ({ slug, version }) => {
  test('takes over the rows of the version before', async () => {
    const database = await emptyFile()
    await migrate(database, pause, version - 1)
    expect(database.pragma('user_version', { simple: true })).toBe(version - 1)
    trials[slug]?.before(database)
    await migrate(database, pause, version)
    expect(database.pragma('user_version', { simple: true })).toBe(version)
    trials[slug]?.after(database)
    expectSound(database)
  })

  test('and the steps from it to the newest end in the same schema as a new ledger', async () => {
    const stepped = await emptyFile()
    await migrate(stepped, pause, version)
    await migrate(stepped, pause)
    const fresh = await emptyFile()
    await migrate(fresh, pause)
    const schema = (database: Database.Database): unknown[] => database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all()
    expect(schema(stepped)).toEqual(schema(fresh))
    expectSound(stepped)
  })
})

test('a new ledger reaches the newest version', async () => {
  const ledger = await openLedger({ dataDir: await tempDir(), pause })
  expect(column({ ledger }, 'PRAGMA user_version')).toEqual([ledgerVersion])
  await ledger.close()
})

test('opening a ledger again changes not one byte', async () => {
  const dataDir = await tempDir()
  const ledger = await openLedger({ dataDir, pause })
  await seed(ledger)
  await ledger.close()
  const before = readFileSync(ledger.file)
  const again = await openLedger({ dataDir, pause })
  expect(await again.read.selectFrom('avatar_group').select('name').execute()).toEqual([{ name: 'Lin' }])
  await again.close()
  expect(readFileSync(ledger.file).equals(before)).toBe(true)
})

test('a number where words belong is refused, since every table is strict', async () => {
  const database = await emptyFile()
  await migrate(database, pause)
  expect(() => database.exec(`INSERT INTO event (at, actor, what) VALUES ('yesterday', 'Ada', 'test')`)).toThrow(/cannot store TEXT value in INTEGER column/)
})
