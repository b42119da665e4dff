import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { fileLog } from '../../electron/file-log.ts'
import { ledgerFile } from '../../src/main/ledger/open-ledger.ts'
import { takeBackup } from '../../src/main/ledger/backups.ts'
import { makeClip } from '../helpers/clips.ts'
import { openStage, type Stage } from '../helpers/core.ts'

/** Found in no word of any language. */
const planted = 'Zyxquil'

/** Files under a folder that hold a word (the planted name, unless another is given), in their bytes or in their own name. */
function findIn(folder: string, word = planted): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.name.includes(word)) return [file]
    if (!entry.isFile()) return []
    const bytes = readFileSync(file)
    return bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le')) ? [file] : []
  })
}

interface Planted extends Stage {
  person: number
  /** A file of the operator's own, which is never touched. */
  original: string
  received: string
  copy: string
}

/** A person whose name is in everything there can be of them: clips sent and unsent, from a file, a browser and the web, a copy, a backup. */
async function plant(options: Parameters<typeof openStage>[0] = {}): Promise<Planted> {
  const stage = await openStage(options)
  const { client, dataDir } = stage
  const { id: person } = await client.groups.adopt({ remoteId: `group-${planted.toLowerCase()}`, name: `${planted} Farn`, consentNote: `${planted} signed it` })
  await client.sessions.create({ name: `${planted} Farn`, consentNote: `${planted} again` })
  const shelf = path.join(dataDir, '..', `shelf-${path.basename(dataDir)}`)
  const original = await makeClip(shelf, `${planted}-take.mp4`, { seconds: 3 })
  const received = await makeClip(path.join(dataDir, 'uploads', '00ff'), `${planted}-sent.mp4`, { seconds: 3, colour: 'teal' })
  await client.intakes.create({ groupId: person, inputs: [original, received, 'http://127.0.0.1:9/a.mp4', 'http://127.0.0.1:9/b.mp4'].map((each) => each.replace('0.1:9/', `0.1:9/${planted}-`)), preflight: false })
  await stage.takeIn(2)
  const copy = path.join(dataDir, 'copies', '0000', `${planted}-take.1.mp4`)
  return Object.assign(stage, { person, original, received, copy })
}

/** As the preparation's loop would have left it. */
async function keepCopy({ dataDir, person, copy }: Planted): Promise<void> {
  await mkdir(path.dirname(copy), { recursive: true })
  await writeFile(copy, planted)
  const ledger = new Database(ledgerFile(dataDir))
  const clip = ledger.prepare('SELECT id, account_id AS account, source_id AS source FROM clip WHERE group_id = ? ORDER BY id').get(person) as { id: number; account: number; source: number }
  ledger.prepare(`INSERT INTO preparation (clip_id, account_id, group_id, from_source_id, recipe, media_ms, state, state_since, path, kept_bytes, actor, created_at, finished_at)
    VALUES (?, ?, ?, ?, '{}', 3000, 'done', 1, ?, 7, 'operator', 1, 1)`).run(clip.id, clip.account, person, clip.source, copy)
  ledger.close()
}

const untilDone = (stage: Stage): Promise<true> => stage.clock.until(async () => (await stage.client.forgettings.list())[0]?.state === 'done', { withinMs: 3_600_000, describe: async () => [await stage.client.forgettings.list(), await stage.batches(), await stage.counts(), stage.core.lent.said] })

describe('forgetting a person', () => {
  test('leaves their name in no file of the data directory, and everybody else as they were', async () => {
    const stage = await plant()
    const { client, dataDir, person } = stage
    await stage.clock.until(async () => (await client.clips.counts({ groupId: person })).active === 4 && (await client.clips.counts({ groupId: stage.group.id })).active === 2, { describe: () => client.clips.list({ limit: 10, filter: {} }) })
    await keepCopy(stage)
    // The desktop application's log, open, and the older one beside it.
    const logFile = path.join(dataDir, 'logs', 'desktop.log')
    const log = fileLog(logFile)
    log.warn('A watch folder met an error.', { path: `/footage/${planted}/take.mp4` })
    await writeFile(`${logFile}.1`, `{"msg":"${planted}"}\n`)
    await takeBackup(dataDir, stage.core.lent.workerUrl('ledger-backup'), stage.clock.now() - 1000)
    expect(findIn(dataDir).map((file) => path.basename(file)).sort()).toEqual(expect.arrayContaining([expect.stringMatching(/^ledger.sqlite/) as string, `${planted}-sent.mp4`, `${planted}-take.1.mp4`, expect.stringMatching(/^ledger-\d/) as string]))

    const preview = await client.forgettings.preview({ id: person })
    expect(preview).toMatchObject({ held: { clips: 4, attempts: 4, copies: 1, received: 1, verifications: 1 }, inReview: 0, unclear: 0, remote: { groupId: `group-${planted.toLowerCase()}`, assets: 4 }, backups: 1 })
    await client.forgettings.ask({ id: person, name: `${planted} Farn` })
    await untilDone(stage)

    expect(findIn(dataDir)).toEqual([])
    expect(existsSync(stage.original)).toBe(true)
    log.info('And so on.')
    expect(readFileSync(logFile, 'utf8')).toMatch(/^\{[^\n]*"And so on\."\}\n$/)
    expect(await stage.counts()).toEqual({ active: 2 })
    const [done] = await client.forgettings.list()
    expect(done).toMatchObject({ name: null, actor: 'operator', erased: { clips: 4 }, remains: { group: 1, asset: 4 } })
    // What the service has is named until somebody says that it is gone there too.
    const remains = await client.forgettings.remains({ id: done?.id ?? 0 })
    expect(remains.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['asset', 'group', 'task']))
    const atService = `group-${planted.toLowerCase()}`
    expect(findIn(dataDir, atService)).not.toEqual([])
    await client.forgettings.settle({ id: done?.id ?? 0 })
    await untilDone(stage)
    expect(findIn(dataDir, atService)).toEqual([])
    expect((await client.forgettings.list())[0]).toMatchObject({ doneAt: done?.doneAt, remains: {} })
    expect(await client.forgettings.remains({ id: done?.id ?? 0 })).toEqual([])
    expect(await stage.events('group.forgotten')).toMatchObject([{ actor: 'operator', groupId: null, data: { clips: 4 } }])

    const ledger = new Database(ledgerFile(dataDir), { readonly: true })
    expect(ledger.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(ledger.pragma('foreign_key_check')).toEqual([])
    ledger.close()
    const backups = readdirSync(path.join(dataDir, 'backups'))
    expect(backups).toHaveLength(1)
    expect(statSync(path.join(dataDir, 'backups', backups[0] ?? '')).size).toBeGreaterThan(0)
    // The same person can be taken on anew.
    expect((await client.groups.adopt({ remoteId: `group-${planted.toLowerCase()}`, name: 'Somebody' })).id).toBeGreaterThan(0)
  })

  test('sends nothing more, waits for what the service has, and then goes on by itself', async () => {
    const stage = await plant({ scenario: 'plain', sandbox: { reviewMs: 60_000 } })
    const { client, person } = stage
    await stage.clock.until(async () => (await client.clips.counts({ groupId: person }))['in-review'] === 4)
    await stage.client.groups.pause({ id: person })
    await client.intakes.create({ groupId: person, inputs: [`http://127.0.0.1:9/${planted}-late.mp4`], preflight: false })
    const sent = stage.submissions().length
    await client.forgettings.ask({ id: person, name: `${planted} Farn` })
    await stage.clock.until(async () => (await client.forgettings.list())[0]?.waitsFor === 'in-review')
    expect(await client.clips.counts({ groupId: person })).toMatchObject({ 'in-review': 4, excluded: 1 })
    await expect(client.intakes.create({ groupId: person, inputs: ['http://127.0.0.1:9/x.mp4'] })).rejects.toMatchObject({ data: { kind: 'not-permitted-now' } })
    await expect(client.groups.resume({ id: person })).rejects.toMatchObject({ data: { kind: 'not-permitted-now' } })
    await expect(client.forgettings.ask({ id: person, name: `${planted} Farn` })).rejects.toMatchObject({ data: { kind: 'already-there' } })
    await untilDone(stage)
    expect(stage.submissions()).toHaveLength(sent)
    expect((await client.forgettings.list())[0]).toMatchObject({ remains: { asset: 4 } })
    expect(findIn(stage.dataDir)).toEqual([])
  })

  test('what comes under numbers that were theirs is not taken for seen or told', async () => {
    const stage = await openStage()
    const { client, dataDir } = stage
    await stage.takeIn(4)
    await stage.untilCounts({ active: 4 })
    await client.overview.looked()
    const settings = { name: 'Night', wants: ['stops' as const], language: 'en' as const, digestAtMinute: 0, everyMinutes: 5, enabled: true, mail: null }
    const channel = await client.channels.add({ kind: 'webhook', settings, secrets: { url: 'http://127.0.0.1:9/hook' } })
    await client.forgettings.ask({ id: stage.group.id, name: (await client.groups.get({ id: stage.group.id })).name })
    await untilDone(stage)
    const { id } = await client.groups.adopt({ remoteId: 'group-next', name: 'Next' })
    await client.intakes.create({ groupId: id, inputs: ['http://127.0.0.1:9/a.mp4', 'http://127.0.0.1:9/b.mp4'], preflight: false })
    await stage.clock.until(async () => (await client.clips.list({ filter: {}, limit: 10 })).rows.length === 2)
    expect((await client.overview.get({})).since).toMatchObject({ taken: 2 })
    const ledger = new Database(ledgerFile(dataDir), { readonly: true })
    const { told, newest } = ledger.prepare('SELECT told_event_id AS told, (SELECT max(id) FROM event) AS newest FROM channel WHERE id = ?').get(channel.id) as { told: number; newest: number }
    ledger.close()
    expect(told).toBeLessThanOrEqual(newest)
    // Whoever has got their number can be forgotten while the last words about them are being erased.
    expect(id).toBe(stage.group.id)
    await client.forgettings.settle({ id: (await client.forgettings.list())[0]?.id ?? 0 })
    await client.forgettings.ask({ id, name: 'Next' })
    await stage.clock.until(async () => (await client.forgettings.list()).every(({ state }) => state === 'done'), { withinMs: 3_600_000 })
    expect(await stage.events('group.forgotten')).toHaveLength(2)
  })

  test('is refused while it is unclear what the service has, and for a name that is mistyped', async () => {
    const stage = await plant({ scenario: 'lost-answer' })
    const { client } = stage
    const unclear = await stage.clock.until(async () => (await stage.clips()).find(({ state }) => state === 'needs-attention'))
    const { id, name } = await client.groups.get({ id: unclear.groupId })
    await expect(client.forgettings.ask({ id, name: name.slice(1) })).rejects.toMatchObject({ data: { kind: 'invalid-input' } })
    await expect(client.forgettings.ask({ id, name })).rejects.toMatchObject({ data: { kind: 'not-permitted-now' } })
    expect(await client.forgettings.list()).toEqual([])
  })

  test('goes on after the process that did it was killed, wherever that was', async () => {
    const stage = await plant()
    const { client, dataDir, person } = stage
    await stage.clock.until(async () => (await client.clips.counts({ groupId: person })).active === 4)
    await stage.core.end()
    // As a process leaves it that asked, erased one clip, and died.
    const ledger = new Database(ledgerFile(dataDir))
    ledger.exec(`INSERT INTO forgetting (account_id, group_id, actor, asked_at, state, erased) VALUES (1, ${person}, 'operator', 1, 'erasing', '{"clips":4,"attempts":4,"batches":1,"links":0,"uploads":0,"copies":0,"copiesBytes":0,"received":1,"folders":0,"verifications":1,"events":1}')`)
    const clip = (ledger.prepare('SELECT min(id) AS id FROM clip WHERE group_id = ?').get(person) as { id: number }).id
    for (const statement of [`link_fetch WHERE clip_id = ${clip}`, `link WHERE clip_source_id IN (SELECT id FROM clip_source WHERE clip_id = ${clip})`, `attempt WHERE clip_id = ${clip}`, `intake_clip WHERE clip_id = ${clip}`, `event WHERE clip_id = ${clip}`, `clip_source WHERE clip_id = ${clip}`, `clip WHERE id = ${clip}`]) ledger.exec(`DELETE FROM ${statement}`)
    ledger.close()
    await stage.restart()
    await untilDone(stage)
    expect(findIn(dataDir)).toEqual([])
    expect(await stage.counts()).toEqual({ active: 2 })
  })

  test('says what it cannot remove yet, and tries again', async () => {
    const stage = await plant()
    const { client, person } = stage
    await stage.clock.until(async () => (await client.clips.counts({ groupId: person })).active === 4)
    await keepCopy(stage)
    // A folder stands where the copy was: it is not removed as a file is.
    await rm(stage.copy)
    await mkdir(stage.copy)
    await client.forgettings.ask({ id: person, name: `${planted} Farn` })
    await stage.clock.until(async () => (await client.forgettings.list())[0]?.waitsFor === 'files')
    expect((await client.forgettings.list())[0]).toMatchObject({ state: 'erasing', name: `${planted} Farn`, retryAt: expect.any(Number) as number })
    await rm(stage.copy, { recursive: true })
    await untilDone(stage)
    expect(findIn(stage.dataDir)).toEqual([])
  })

  test('waits for nobody else who waits', async () => {
    const stage = await openStage({ sandbox: { reviewMs: 24 * 3_600_000 } })
    const { client } = stage
    await stage.takeIn(2)
    await stage.untilCounts({ 'in-review': 2 })
    const lin = await client.groups.adopt({ remoteId: 'group-lin', name: 'Lin' })
    await client.forgettings.ask({ id: stage.group.id, name: 'Ada' })
    await stage.clock.until(async () => (await client.forgettings.list())[0]?.waitsFor === 'in-review')
    await client.forgettings.ask({ id: lin.id, name: 'Lin' })
    await stage.clock.until(async () => (await client.forgettings.list())[0]?.state === 'done', { describe: () => client.forgettings.list() })
    expect(await client.forgettings.list()).toMatchObject([{ state: 'done' }, { groupId: stage.group.id, state: 'finishing', waitsFor: 'in-review' }])
  })

  test.each(['at once', 'while it waits to try again'])('goes on though the clock is set back a day %s', async (when) => {
    const stage = await plant()
    const { client, person } = stage
    await stage.clock.until(async () => (await client.clips.counts({ groupId: person })).active === 4)
    await keepCopy(stage)
    await rm(stage.copy)
    if (when !== 'at once') await mkdir(stage.copy)
    await client.forgettings.ask({ id: person, name: `${planted} Farn` })
    if (when !== 'at once') await stage.clock.until(async () => (await client.forgettings.list())[0]?.waitsFor === 'files')
    stage.clock.setWall(-86_400_000)
    await rm(stage.copy, { recursive: true, force: true })
    await untilDone(stage)
    expect(findIn(stage.dataDir)).toEqual([])
  })
})
