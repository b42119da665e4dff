/**
 * `npm run demo`: the whole job with no key. The sandbox, a demo person and a watch folder into which the clips
 * of resources/clips drop over a minute; some of them the review fails. Ctrl-C ends it and leaves nothing behind.
 *
 *   --no-open     print the address and open no browser
 *   --fast        everything within some seconds, for tests
 *   --once        end by itself once every clip is settled, telling how it went
 *   --port N      default 4680, or any free one when that is taken
 *   --keep        leave the demo's folder where it is
 */
import { mkdir, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ProblemError } from '../src/contract/models/problem.ts'
import type { Core } from '../src/main/core-handle.ts'
import { createCore } from '../src/main/core.ts'
import { nodeCapabilities } from '../src/node-host/capabilities.ts'
import { countsInWords } from '../src/node-host/clip-words.ts'
import { fileSecrets } from '../src/node-host/file-secrets.ts'
import { builtScreens } from '../src/node-host/serve/built-screens.ts'
import { startServer, type RunningServer } from '../src/node-host/serve/http-server.ts'
import { openBrowser } from '../src/node-host/serve/open-browser.ts'
import { stderrLog } from '../src/node-host/stderr-log.ts'
import { systemClock as clock } from '../src/node-host/system-clock.ts'
import { version } from '../src/node-host/version.ts'
import { unsettled } from '../src/node-host/wait-until-settled.ts'

const { values: options } = parseArgs({
  options: { 'no-open': { type: 'boolean' }, fast: { type: 'boolean' }, once: { type: 'boolean' }, port: { type: 'string' }, keep: { type: 'boolean' } },
})
const clips = path.resolve(import.meta.dirname, '../resources/clips')
const pace = options.fast
  ? { overMs: 4_000, copyMs: 100, settleMs: 300, lingerMs: 500, reviewMs: 500 }
  : { overMs: 60_000, copyMs: 1_500, settleMs: 2_000, lingerMs: 8_000, reviewMs: 6_000 }
const batchSize = 4

const say = (text: string) => process.stdout.write(`${text}\n`)
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
  })
}

const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-demo-'))
const watched = path.join(home, 'Ada')
const dataDir = path.join(home, 'data')
let core: Core | null = null
let server: RunningServer | null = null
try {
  await mkdir(watched)
  const screensDir = await builtScreens(say, stopping.signal)
  core = await createCore(nodeCapabilities(dataDir, 'error'), {
    dataDir,
    accountName: 'default',
    actor: 'demo',
    hostKind: 'browser',
    version,
    overrides: {},
    timeoutMs: 30_000,
    sandbox: { scenario: 'demo', reviewMs: pace.reviewMs },
  })
  const { client } = core
  const [account] = await client.accounts.list()
  if (options.fast && account) await client.accounts.set({ id: account.id, settings: { submitRpm: 600, pollRpm: 6000 } })
  const group = await client.groups.adopt({ remoteId: 'group-demo-ada', name: 'Ada', consentNote: 'A made-up person: the clips are drawn, nobody was filmed.' })
  await client.folders.add({ groupId: group.id, path: watched, settleMs: pace.settleMs, lingerMs: pace.lingerMs, batchSize })
  await core.start()
  server = await serve(core, screensDir)

  say(`\nGreenroom, with the sandbox instead of the review service:\n\n  ${server.url}\n`)
  say(`Clips drop into ${watched} over the next ${Math.round(pace.overMs / 1000)} s. Ctrl-C stops.`)
  if (!options['no-open']) openBrowser(server.url)

  const dropped = await dropClips()
  if (options.once) {
    for (;;) {
      const counts = await client.clips.counts({ groupId: group.id })
      const taken = Object.values(counts).reduce((sum, n) => sum + n, 0)
      if (stopping.signal.aborted || (taken >= dropped && unsettled(counts) === 0)) {
        say(countsInWords(counts))
        break
      }
      await clock.wait(200, stopping.signal)
    }
  } else {
    if (!stopping.signal.aborted) say(`All ${dropped} clips have arrived. Drop your own into the folder, or press Resubmit on a failed one.`)
    await clock.wait(Infinity, stopping.signal)
  }
} catch (error) {
  // Stopped while the screens were being built is no mistake.
  if (error !== stopping.signal.reason) {
    const text = error instanceof ProblemError ? `${error.problem.message}\n${error.problem.advice}` : String(error instanceof Error ? error.stack : error)
    process.stderr.write(`${text}\n`)
    process.exitCode = 1
  }
} finally {
  await server?.close()
  await core?.stop()
  if (options.keep) say(`The demo's files are in ${home}`)
  else await rm(home, { recursive: true, force: true })
}
process.exit()

async function serve(running: Core, screensDir: string): Promise<RunningServer> {
  const shared = { core: () => running, screensDir, host: '127.0.0.1', secrets: fileSecrets(dataDir), log: stderrLog('error'), monotonic: () => performance.now() }
  if (options.port !== undefined) return startServer({ ...shared, port: Number(options.port) })
  return startServer({ ...shared, port: 4680 }).catch(() => startServer({ ...shared, port: 0 }))
}

/** One after the other, each as a camera's copy arrives: growing for a while. @returns how many. */
async function dropClips(): Promise<number> {
  const names = (await readdir(clips)).filter((name) => /\.(mp4|mov)$/i.test(name)).sort()
  const every = pace.overMs / names.length
  for (const name of names) {
    if (stopping.signal.aborted) break
    await copySlowly(path.join(clips, name), path.join(watched, name))
    if (!options.fast) say(`  ${name}`)
    await clock.wait(Math.max(0, every - pace.copyMs), stopping.signal)
  }
  return names.length
}

async function copySlowly(from: string, to: string): Promise<void> {
  const pieces = 5
  const size = (await stat(from)).size
  const source = await open(from, 'r')
  const target = await open(to, 'w')
  try {
    const piece = Buffer.alloc(Math.ceil(size / pieces))
    for (let at = 0; at < size; at += piece.length) {
      const { bytesRead } = await source.read(piece, 0, piece.length, at)
      await target.write(piece, 0, bytesRead, at)
      await clock.wait(pace.copyMs / pieces, stopping.signal)
    }
  } finally {
    await source.close()
    await target.close()
  }
}
