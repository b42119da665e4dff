import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createCall } from '../../src/node-host/call.ts'
import { runCommandLine } from '../../src/node-host/program.ts'
import { nmcliOnWifi, standInNmcli } from '../helpers/stand-in.ts'
import { serve } from '../publishing/support.ts'
import { desk } from './run-greenroom.ts'

vi.setConfig({ testTimeout: 60_000 })

test('the networks are listed, approved by name or as the one in use, taken back and forgotten', async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-cli-networks-'))
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 3 }))
  const nmcli = await standInNmcli(home)
  vi.stubEnv('PATH', `${nmcli.folder}:${process.env['PATH'] ?? ''}`)
  onTestFinished(() => { vi.unstubAllEnvs() })
  /** In this process, which a real one costs a second; all it says, and its exit code. */
  const run = async (...args: string[]): Promise<{ code: number; said: string }> => {
    let said = ''
    const out = () => new Writable({ write: (chunk: Buffer, _, done) => { said += chunk.toString(); done() } })
    const call = createCall({ stdin: Readable.from([]), stdout: out(), stderr: out(), cwd: home }, { GREENROOM_DATA_DIR: path.join(home, 'data') })
    return { code: await runCommandLine(['networks', ...args], call), said }
  }
  expect(await run('approve')).toMatchObject({ code: 2, said: expect.stringContaining('NetworkManager is not running') as string })
  await nmcli.say(nmcliOnWifi('Studio 5G', 'studio-1'))
  expect(JSON.parse((await run('set', '--only-approved', '--json')).said)).toMatchObject({ onlyApproved: true, whenUntold: 'wait', now: { is: 'on', network: { name: 'Studio 5G' } }, known: [{ approved: false }] })
  expect((await run('approve')).said).toMatch(/approved networks only[^]*Now on Studio 5G \(Wi-Fi\)[^]*Studio 5G +Wi-Fi +no +yes +studio-1/u)
  await nmcli.say(nmcliOnWifi('Train', 'train-1', 'yes'))
  expect((await run()).said).toMatch(/Now on Train \(Wi-Fi, metered\)[^]*Train +Wi-Fi +yes +no[^]*Studio 5G +Wi-Fi +no +yes/u)
  expect((await run('refuse', 'Studio 5G')).said).toMatch(/Studio 5G +Wi-Fi +no +no/u)
  expect((await run('forget', 'Studio 5G')).said).not.toContain('Studio')
  expect(await run('approve', 'Studio 5G')).toMatchObject({ code: 2, said: expect.stringContaining('No network called Studio 5G was seen from here.') as string })
  expect(await run('set')).toMatchObject({ code: 2 })
})

test('submit --wait of a URL alone waits for it, though clips of this machine wait for a network', async () => {
  const { clips, run, shelf, sandbox } = await desk('plain')
  onTestFinished(() => sandbox.close())
  const nmcli = await standInNmcli(shelf)
  await nmcli.say(nmcliOnWifi('Train', 'train-1', 'yes'))
  const env = { PATH: `${nmcli.folder}:${process.env['PATH'] ?? ''}` }
  const [here = '', there = ''] = await clips('here.mp4', 'there.mp4')
  const bytes = await readFile(there)
  // Its link takes longer to be asked for than the wait takes to look: the clip is seen queued.
  const elsewhere = await serve(({ headers }, response) => void delay(headers.range === 'bytes=0-0' ? 2_500 : 0).then(() => response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes)))
  await run(['publish', 'set', 'links', '--origin', 'http://127.0.0.1:1', '--port', '0'], { env })
  await run(['networks', 'set', '--only-approved'], { env })
  expect(await run(['submit', here, '--group', 'Ada', '--wait'], { env })).toMatchObject({ code: 4, stderr: expect.stringContaining('Train') as string })
  const waited = await run(['submit', `${elsewhere}/there.mp4`, '--group', 'Ada', '--wait'], { env })
  expect(waited).toMatchObject({ code: 0 })
  expect(waited.stderr).not.toContain('Train')
})
