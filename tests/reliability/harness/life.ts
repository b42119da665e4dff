/**
 * One life of the core in a process of its own: the real core over a real data directory, which takes clips in
 * and works until somebody ends it. Its argument is a `Life` as JSON. It says `ready`, `took` once its clips are
 * acknowledged, and `settled` when nothing of the ledger moves any more.
 */
import { flushCompileCache } from 'node:module'
import './kill-switch.ts'
import { settledClipStates } from '../../../src/contract/models/states.ts'
import { createCore } from '../../../src/main/core.ts'
import { quickClock } from './quick-clock.ts'

export interface Life {
  dataDir: string
  baseUrl: string
  epoch: number
  speed: number
  inputs: string[]
  batchSize: number
  /** Its ledger is in threads of its own, as a host's with windows; else in the one that works. */
  apart: boolean
  /** Its clips wait behind a gate until all of their intake are there, as people's do, lest there be very many. */
  asks: boolean
}

const life = JSON.parse(process.argv[2] ?? '{}') as Life
const clock = quickClock(life.epoch, life.speed)
const complain = (message: string, fields?: Record<string, unknown>): void => { process.stderr.write(`${message} ${JSON.stringify(fields ?? {})}\n`) }
const core = await createCore({
  clock, random: Math.random,
  fetch: (input, init) => fetch(input, init),
  secrets: { get: () => Promise.resolve(null), set: () => Promise.resolve(), remove: () => Promise.resolve() },
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: complain },
  // No media is read here.
  workerUrl: (name) => new URL(name === 'ledger' ? './life-ledger.js' : 'file:///nowhere', import.meta.url),
}, {
  dataDir: life.dataDir, accountName: 'default', actor: 'program', hostKind: 'browser', version: 'test', timeoutMs: 600_000, sandbox: null, ledgerApart: life.apart,
  overrides: { baseUrl: life.baseUrl, key: 'test-key', submitRpm: 6_000, pollRpm: 60_000 },
})
process.once('SIGTERM', () => void core.stop().then(() => process.exit(0)))
await core.start()
process.stdout.write('ready\n')

const group = await core.client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
if (life.inputs.length > 0) await core.client.intakes.create({ groupId: group.id, preflight: false, askWhenLarge: life.asks, batchSize: life.batchSize, inputs: life.inputs })
process.stdout.write('took\n')

for (;;) {
  // What was cut short behind its gate may have been a large one: a person is asked, and lets it through.
  const asking = life.asks ? (await core.client.intakes.list({})).filter(({ state }) => state === 'asking') : []
  for (const { id } of asking) await core.client.intakes.decide({ id, decision: 'start' })
  const counts = await core.client.clips.counts({})
  const moving = Object.entries(counts).filter(([state, n]) => n > 0 && !(settledClipStates as readonly string[]).includes(state))
  if (moving.length === 0) break
  await clock.wait(500)
}
// Node writes down what it compiled when it ends, and no life ends by itself: the rehearsal does it for all.
flushCompileCache()
process.stdout.write('settled\n')
