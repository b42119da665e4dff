import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { ledgerFile } from '../../src/main/ledger/open-ledger.ts'
import { makeClip } from '../helpers/clips.ts'
import { openCore, openStage, temporaryFolder } from '../helpers/core.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { startCommand } from './harness/lives.ts'
import { report } from './harness/report.ts'
import { harnessSetting, replay } from './harness/setting.ts'

const setting = harnessSetting()
/** Write points tried in CI, spread over all of them; the soak tries each. */
const shortPoints = 10
/** Found in no word of any language. */
const planted = 'Zyxquil'
const name = `${planted} Farn`

/** A data directory with a person to forget, whose name is in everything there can be of them, and one to keep. */
async function prepared(): Promise<string> {
  const stage = await openStage({ clock: fakeClock(Date.now() - 86_400_000) })
  const { client, dataDir } = stage
  const { id } = await client.groups.adopt({ remoteId: `group-${planted.toLowerCase()}`, name, consentNote: `${planted} signed it` })
  const received = await makeClip(path.join(dataDir, 'uploads', '00ff'), `${planted}-sent.mp4`, { seconds: 3 })
  await client.intakes.create({ groupId: id, inputs: [received, `http://127.0.0.1:9/${planted}-a.mp4`, `http://127.0.0.1:9/${planted}-b.mp4`], preflight: false })
  await stage.takeIn(2)
  await stage.clock.until(async () => (await stage.counts()).active === 5)
  await stage.core.end()
  mkdirSync(path.join(dataDir, 'logs'))
  writeFileSync(path.join(dataDir, 'logs', 'desktop.log'), `{"path":"/footage/${planted}.mp4"}\n`)
  return dataDir
}

/** Files below a folder that hold the name, in their bytes or their own name. */
function stillHolding(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name)
    return entry.name.includes(planted) || (entry.isFile() && readFileSync(file).includes(planted)) ? [file] : []
  })
}

/** The command that forgets, ended at its `nth` write point; null: at none. @returns the points it passed, and whether it came to its own */
async function forget(dataDir: string, nth: number | null): Promise<{ died: boolean; points: string[] }> {
  const log = `${dataDir}.points`
  const command = startCommand(['people', 'forget', name, '--confirm', name, '--data-dir', dataDir], {}, { log, die: nth === null ? null : { label: null, nth } })
  const { signal, code } = await command.ended
  // How many points there are depends on how its loops took turns: one of the last may not come, and it ends well.
  expect(signal === 'SIGKILL' ? nth !== null : code === 0, `ended with ${signal ?? code}: ${command.complaints()}`).toBe(true)
  return { died: signal === 'SIGKILL', points: existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [] }
}

test('killed at any write point of a forgetting, it goes on at the next start, whole, and nobody else is touched', { timeout: setting.soak ? 1_800_000 : 300_000 }, async () => {
  const dataDir = await prepared()
  const template = path.join(await temporaryFolder(), 'as-it-was')
  cpSync(dataDir, template, { recursive: true })
  // In its place: the ledger knows by their paths which files are its own.
  const putBack = (): void => {
    rmSync(dataDir, { recursive: true })
    rmSync(`${dataDir}.points`, { force: true })
    cpSync(template, dataDir, { recursive: true })
  }
  const { points } = await forget(dataDir, null)
  expect(stillHolding(dataDir)).toEqual([])
  const tried = setting.soak ? points.map((_, n) => n + 1) : Array.from({ length: shortPoints }, (_, n) => 1 + (Math.floor((n * points.length) / shortPoints) + setting.seed) % points.length)
  let died = 0
  for (const nth of tried) {
    putBack()
    const life = await forget(dataDir, nth)
    if (life.died) died++
    const where = `${life.points.at(-1)} (${nth} of ${points.length}); ${replay(setting, 'kills.forgetting')}`
    const clock = fakeClock(Date.now() + 3_600_000)
    const core = await openCore({ dataDir, clock, baseUrl: 'http://127.0.0.1:9' })
    await core.start()
    if ((await core.client.forgettings.list()).length === 0) {
      // It died before it had written that it was asked: nothing has gone, and it can be asked again.
      const [person] = (await core.client.groups.list({})).filter((group) => group.name === name)
      await core.client.forgettings.ask({ id: person?.id ?? 0, name })
    }
    const [done] = await clock.until(async () => {
      const list = await core.client.forgettings.list()
      return list[0]?.state === 'done' ? list : null
    }, { describe: async () => [where, await core.client.forgettings.list(), core.lent.said] })
    expect((await core.client.forgettings.remains({ id: done?.id ?? 0 })).map(({ kind }) => kind).sort(), where).toEqual(expect.arrayContaining(['asset', 'group', 'task']))
    expect((await core.client.clips.counts({})).active, where).toBe(2)
    await core.end()
    expect(stillHolding(dataDir), where).toEqual([])
    const ledger = new Database(ledgerFile(dataDir), { readonly: true })
    expect([ledger.pragma('integrity_check', { simple: true }), ledger.pragma('foreign_key_check')], where).toEqual(['ok', []])
    ledger.close()
  }
  rmSync(`${dataDir}.points`, { force: true })
  expect(died).toBeGreaterThan(0.85 * tried.length)
  report({ part: 'kills', fault: `kill −9 while a person is forgotten, at ${setting.soak ? 'each' : 'some'} of its ${points.length} write points`, tried: died, lost: 0, doubled: 0, recovered: 'at the next start, whole' })
})
