import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { ledgerVersion } from '../../src/main/ledger/migrate.ts'
import { ledgerFile, openLedger } from '../../src/main/ledger/open-ledger.ts'
import { pause, seed, tempDir } from '../helpers/ledger.ts'
import { startProcess } from '../helpers/processes.ts'

function refusal(dataDir: string, fileSystemOf?: (path: string) => number): Promise<unknown> {
  return openLedger({ dataDir, pause, fileSystemOf }).then(
    async (ledger) => { await ledger.close(); return 'opened' },
    (error: unknown) => (error instanceof Error && 'problem' in error ? error.problem : error),
  )
}

/** Every file of a folder with its bytes. */
function bytesIn(dir: string): Record<string, string> {
  return Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(path.join(dir, name)).toString('base64')]))
}

describe('a newer ledger', () => {
  test.each(['wal', 'delete'])('(journal mode %s) is refused in words and left as it is, to the byte', async (mode) => {
    const dataDir = await tempDir()
    const file = new Database(ledgerFile(dataDir))
    file.pragma(`journal_mode = ${mode}`)
    file.exec('CREATE TABLE future (id INTEGER)')
    file.pragma(`user_version = ${ledgerVersion + 1}`)
    file.close()
    const before = bytesIn(dataDir)['ledger.sqlite']
    expect(await refusal(dataDir)).toMatchObject({ kind: 'ledger-newer', advice: expect.stringContaining('Update Greenroom') as string })
    expect(bytesIn(dataDir)['ledger.sqlite']).toBe(before)
  })

  test('whose process died before tidying up keeps its log too', async () => {
    const dataDir = await tempDir()
    const elsewhere = await tempDir()
    const file = new Database(ledgerFile(elsewhere))
    file.pragma('journal_mode = WAL')
    file.exec('CREATE TABLE future (id INTEGER)')
    file.pragma(`user_version = ${ledgerVersion + 1}`)
    // As a crash leaves it: the log beside the file, nothing merged.
    for (const suffix of ['', '-wal']) writeFileSync(ledgerFile(dataDir) + suffix, readFileSync(ledgerFile(elsewhere) + suffix))
    file.close()
    const before = bytesIn(dataDir)
    expect(await refusal(dataDir)).toMatchObject({ kind: 'ledger-newer' })
    const after = bytesIn(dataDir)
    expect(after['ledger.sqlite']).toBe(before['ledger.sqlite'])
    expect(after['ledger.sqlite-wal']).toBe(before['ledger.sqlite-wal'])
  })
})

describe('a damaged ledger', () => {
  test('that is no database is refused in words and kept as it is', async () => {
    const dataDir = await tempDir()
    writeFileSync(ledgerFile(dataDir), 'not a database, but long enough to look at'.repeat(50))
    const before = bytesIn(dataDir)
    expect(await refusal(dataDir)).toMatchObject({ kind: 'ledger-damaged', advice: expect.stringContaining('backup') as string })
    expect(bytesIn(dataDir)).toEqual(before)
  })

  test('whose schema is garbled is refused in words and kept as it is', async () => {
    const dataDir = await tempDir()
    const ledger = await openLedger({ dataDir, pause })
    await seed(ledger)
    await ledger.close()
    const bytes = readFileSync(ledgerFile(dataDir))
    bytes.fill(0xaa, 100, 4096)
    writeFileSync(ledgerFile(dataDir), bytes)
    const before = bytesIn(dataDir)
    expect(await refusal(dataDir)).toMatchObject({ kind: 'ledger-damaged' })
    expect(bytesIn(dataDir)['ledger.sqlite']).toBe(before['ledger.sqlite'])
  })

  test('that lost its end is refused in words and kept as it is', async () => {
    const dataDir = await tempDir()
    const ledger = await openLedger({ dataDir, pause })
    await seed(ledger)
    await ledger.close()
    const bytes = readFileSync(ledgerFile(dataDir))
    writeFileSync(ledgerFile(dataDir), bytes.subarray(0, 4096 * 3))
    const before = bytesIn(dataDir)
    expect(await refusal(dataDir)).toMatchObject({ kind: 'ledger-damaged' })
    expect(bytesIn(dataDir)['ledger.sqlite']).toBe(before['ledger.sqlite'])
  })
})

describe('a data directory that cannot be used', () => {
  test('because it is a file is said in words', async () => {
    const file = path.join(await tempDir(), 'taken')
    writeFileSync(file, '')
    expect(await refusal(file)).toMatchObject({ kind: 'unreadable', message: expect.stringContaining(file) as string, advice: expect.stringContaining('--data-dir') as string })
    expect(await refusal(path.join(file, 'below'))).toMatchObject({ kind: 'unreadable' })
  })

  test('because a folder lies where the ledger should is said in words', async () => {
    const dataDir = await tempDir()
    mkdirSync(ledgerFile(dataDir))
    expect(await refusal(dataDir)).toMatchObject({ kind: 'unreadable' })
  })

  test.runIf(process.getuid)('because its user may not write there is said in words, with a ledger in it or without', async () => {
    const empty = await tempDir()
    const used = await tempDir()
    await (await openLedger({ dataDir: used, pause })).close()
    chmodSync(ledgerFile(used), 0o444)
    for (const dataDir of [empty, used]) {
      chmodSync(dataDir, 0o555)
      // root may write everywhere, so the trial runs as nobody.
      const opener = startProcess(path.join(import.meta.dirname, 'processes/open-once.ts'), [dataDir], process.getuid?.() === 0 ? { uid: 65_534 } : {})
      await opener.message()
      opener.tell('go')
      expect(await opener.message()).toMatchObject({ kind: 'unreadable' })
      chmodSync(dataDir, 0o755)
    }
  })

  test.each([['NFS', 0x6969], ['CIFS', 0xff534d42], ['CIFS as a signed number', 0xff534d42 | 0], ['SMB2', 0xfe534d42]])('because it lies on a network drive (%s) is said in words, and no ledger is made there', async (_name, type) => {
    const dataDir = path.join(await tempDir(), 'data')
    expect(await refusal(dataDir, () => type)).toMatchObject({ kind: 'network-drive', advice: expect.stringContaining('Clips may stay') as string })
    expect(readdirSync(dataDir)).toEqual([])
  })

  test('a disk of this machine is taken', async () => {
    expect(await refusal(path.join(await tempDir(), 'data'), () => 0xef53)).toBe('opened')
    expect(await refusal(path.join(await tempDir(), 'data'))).toBe('opened')
  })
})
