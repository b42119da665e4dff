import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openGate, setIntakeState } from '../../src/main/ledger/intakes.ts'
import { openLedger } from '../../src/main/ledger/open-ledger.ts'
import { startSandbox } from '../../src/main/sandbox/server.ts'
import { seededRandom } from '../../src/main/sandbox/random.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { openStage } from '../helpers/core.ts'
import { pause } from '../helpers/ledger.ts'
import { withTally } from './harness/fault-stage.ts'
import { inspectLedger } from './harness/inspect-ledger.ts'
import { startCommand } from './harness/lives.ts'
import { report } from './harness/report.ts'
import { harnessSetting } from './harness/setting.ts'

const setting = harnessSetting()
const kills = setting.soak ? 20 : 3

/** A core that has taken in more than it sends unasked, and was ended while it asked. */
async function asked(clips: number) {
  const stage = withTally(await openStage({ settings: { batchSize: 20 } }))
  const { id } = await stage.takeIn(clips, { askWhenLarge: true })
  expect(await stage.client.intakes.get({ id })).toMatchObject({ state: 'asking' })
  await stage.core.end()
  return { stage, id }
}

const context = { now: Date.UTC(2026, 0, 5, 10), actor: 'operator' }

test('killed with its gate half open at a person’s word, an intake goes on at the next start, whole and once', async () => {
  const { stage, id } = await asked(501)
  const ledger = await openLedger({ dataDir: stage.dataDir, pause })
  // As a process leaves it that dies between two pages of the gate.
  await ledger.transact((tx) => setIntakeState(tx, id, 'running', context))
  await ledger.transact((tx) => openGate(tx, id, 200, context.now))
  await ledger.close()
  await stage.restart()
  await stage.untilCounts({ active: 501 })
  expect(stage.sandbox.accepted()).toHaveLength(26)
  const tally = await stage.tally()
  expect(tally).toEqual({ lost: 0, doubled: 0 })
  report({ part: 'kills', fault: 'killed while a large intake was let through', tried: 1, ...tally, recovered: 'at the next start' })
})

test('killed while it was being cancelled, an intake is cancelled whole at the next start, and nothing of it is sent', async () => {
  const { stage, id } = await asked(501)
  const ledger = await openLedger({ dataDir: stage.dataDir, pause })
  await ledger.transact((tx) => setIntakeState(tx, id, 'cancelled', context))
  await ledger.close()
  await stage.restart()
  await stage.untilCounts({ excluded: 501 })
  await stage.clock.run(60_000)
  expect(stage.sandbox.requests()).toEqual([])
  // Whom one brings back afterwards is not kept waiting by a gate that nobody opens any more.
  await stage.client.clips.bringBack({ ids: [(await stage.clips())[0]?.id ?? 0] })
  await stage.untilCounts({ active: 1, excluded: 500 })
  const tally = await stage.tally()
  expect(tally).toEqual({ lost: 0, doubled: 0 })
  report({ part: 'kills', fault: 'killed while a large intake was cancelled', tried: 1, ...tally, recovered: 'at the next start' })
})

test('killed while a list of 700 is looked through, what was found is there, that the rest was not is said, and given again each is sent once', { timeout: 120_000 + kills * 20_000 }, async () => {
  const random = seededRandom(setting.seed)
  const base = mkdtempSync(path.join(tmpdir(), 'greenroom-intake-kills-'))
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), scenario: 'plain', downloads: false, reviewMs: 50, maxAssets: 100 })
  onTestFinished(async () => {
    await sandbox.close()
    rmSync(base, { recursive: true, force: true })
  })
  const dataDir = path.join(base, 'data')
  const log = path.join(base, 'points')
  const list = path.join(base, 'list.csv')
  const urls = Array.from({ length: 700 }, (_, n) => `http://127.0.0.1:9/take-${n}.mp4`)
  writeFileSync(list, `url\n${urls.join('\n')}\n`)
  // Nothing listens at this address, so that lives only take in.
  const env = { GREENROOM_API_URL: 'http://127.0.0.1:9', GREENROOM_API_KEY: 'test-key', GREENROOM_SUBMIT_RPM: '6000', GREENROOM_POLL_RPM: '6000' }
  const submit = ['submit', list, '--group', 'Ada', '--no-preflight', '--batch-size', '100', '--json', '--data-dir', dataDir]
  expect((await startCommand(['groups', 'adopt', 'group-ada', '--name', 'Ada', '--data-dir', dataDir], env, { log, die: null }).ended).code).toBe(0)

  const pages: string[] = []
  let killed = 0
  const wrong: string[] = []
  for (let n = 0; n < kills; n++) {
    rmSync(log, { force: true })
    // The first after its first page, to know that it was in the middle; the others anywhere.
    const die = { label: null, nth: 1 + Math.floor(random() * Math.max(10, pages.length)) }
    const order = n === 0 ? { log, die: { label: 'after the commit of: insert clip, insert clip_source, insert event, insert intake_clip', nth: 1 } } : { log, die }
    const { code, signal } = await startCommand(submit, env, order).ended
    if (signal === 'SIGKILL') killed++
    else if (code !== 0) wrong.push(`life ${n} ended with ${code}`)
    if (n === 0) expect([signal, (await inspectLedger(dataDir)).clips.length]).toEqual(['SIGKILL', 500])
    if (n === 0) pages.push(...readFileSync(log, 'utf8').trimEnd().split('\n'))
    wrong.push(...(await inspectLedger(dataDir)).wrong)
  }
  expect(wrong).toEqual([])
  const there = { ...env, GREENROOM_API_URL: sandbox.url }
  const last = await startCommand([...submit, '--wait'], there, { log, die: null }).ended
  expect(last.code).toBe(0)
  const found = await inspectLedger(dataDir)
  const ledger = await openLedger({ dataDir, pause })
  const said = await ledger.read.selectFrom('event').select('data').where('what', '=', 'intake.interrupted').execute()
  await ledger.close()
  expect(said.length).toBeGreaterThanOrEqual(1)
  expect(JSON.parse(said[0]?.data ?? '{}')).toMatchObject({ taken: 500 })
  const accepted = sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => asset.url))
  expect(found.clips.map((clip) => clip.location).sort()).toEqual([...urls].sort())
  expect(accepted.sort()).toEqual([...urls].sort())
  report({ part: 'kills', fault: 'kill −9 while a list of 700 is taken in', tried: killed, lost: urls.length - found.clips.length, doubled: accepted.length - new Set(accepted).size, recovered: 'at the next run' })
})
