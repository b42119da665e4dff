import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/main/sandbox/server.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { inspectLedger } from './harness/inspect-ledger.ts'
import { startCommand } from './harness/lives.ts'
import { report } from './harness/report.ts'
import { seededRandom } from '../../src/main/sandbox/random.ts'
import { harnessSetting, replay } from './harness/setting.ts'

const setting = harnessSetting()
const kills = setting.soak ? 60 : 8

test('`submit --wait`, killed over and over and run again with the same files, submits each of them once', { timeout: 60_000 + kills * 20_000 }, async () => {
  const random = seededRandom(setting.seed)
  const base = mkdtempSync(path.join(tmpdir(), 'greenroom-command-kills-'))
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), scenario: 'plain', downloads: false, reviewMs: 200 })
  onTestFinished(async () => {
    await sandbox.close()
    rmSync(base, { recursive: true, force: true })
  })
  const dataDir = path.join(base, 'data')
  const log = path.join(base, 'points')
  const env = { GREENROOM_API_URL: sandbox.url, GREENROOM_API_KEY: 'test-key', GREENROOM_SUBMIT_RPM: '6000', GREENROOM_POLL_RPM: '6000' }
  const adopted = await startCommand(['groups', 'adopt', 'group-ada', '--name', 'Ada', '--data-dir', dataDir], env, { log, die: null }).ended
  expect(adopted.code).toBe(0)
  const urls = Array.from({ length: kills }, (_, n) => `http://127.0.0.1:9/take-${n}.mp4`)
  const submit = (upTo: number) => ['submit', ...urls.slice(0, upTo), '--group', 'Ada', '--no-preflight', '--batch-size', '2', '--wait', '--json', '--data-dir', dataDir]

  let points = 60
  let killed = 0
  const wrong: string[] = []
  for (let n = 0; n < kills; n++) {
    rmSync(log, { force: true })
    // Early deaths and late ones alike; what was passed before is in the ledger already, so later lives are shorter.
    const die = { label: null, nth: 1 + Math.floor(random() * points) }
    const child = startCommand(submit(n + 1), env, { log, die })
    const { code, signal } = await child.ended
    if (signal === 'SIGKILL') killed++
    else if (signal === null) points = Math.max(8, readFileSync(log, 'utf8').split('\n').length - 2)
    else wrong.push(`run ${n} ended with ${code ?? signal}: ${child.complaints()}`)
    wrong.push(...(await inspectLedger(dataDir)).wrong)
  }
  const last = startCommand(submit(kills), env, { log, die: null })
  const { code } = await last.ended
  const found = await inspectLedger(dataDir)
  const accepted = sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => asset.url))
  expect(killed).toBeGreaterThan(kills / 2)
  const hint = replay(setting, 'kills.command')
  expect(wrong, hint).toEqual([])
  expect(found.clips.map((clip) => clip.location).sort(), hint).toEqual([...urls].sort())
  expect(accepted.length, hint).toBe(new Set(accepted).size)
  const unclear = found.clips.filter((clip) => clip.state === 'needs-attention')
  expect(found.clips.filter((clip) => clip.state !== 'active' && clip.state !== 'needs-attention'), hint).toEqual([])
  // The exit code says what is left for a person.
  expect(code, last.complaints()).toBe(unclear.length > 0 ? 4 : 0)
  report({ part: 'kills', fault: 'kill −9 of `submit --wait`, run again with the same files', tried: killed, lost: urls.length - found.clips.length, doubled: accepted.length - new Set(accepted).size, recovered: 'at the next run' })
})
