import { expect, onTestFinished, test } from 'vitest'
import { followCore } from '../../electron/pulse/follow-core.ts'
import type { Pulse } from '../../electron/pulse/pulse.ts'
import type { Core } from '../../src/main/core-handle.ts'
import { lend, openStage, type Stage } from '../helpers/core.ts'

/** The core of a stage, of which reading what needs a person fails where it is told to. */
function shaky(stage: Stage): { core: Core; fails: number } {
  const shaken = { core: stage.core as Core, fails: 0 }
  const list: Core['client']['attention']['list'] = (...given) => (shaken.fails-- > 0 ? Promise.reject(new Error('The ledger is busy.')) : stage.client.attention.list(...given))
  // The client makes its calls up as they are asked for.
  shaken.core = { ...stage.core, client: new Proxy(stage.client, { get: (client, part) => (part === 'attention' ? { list } : (Reflect.get(client, part) as unknown)) }) }
  return shaken
}

function follow(stage: Stage, core: () => Core): { pulses: [Pulse, boolean][]; again(): void } {
  const ended = new AbortController()
  onTestFinished(() => ended.abort())
  const pulses: [Pulse, boolean][] = []
  const following = followCore({ host: { current: () => Promise.resolve(core()) }, clock: stage.clock, log: lend(stage.clock).log, signal: ended.signal, onPulse: (pulse, isFirst) => pulses.push([pulse, isFirst]) })
  return { pulses, again: following.again }
}

test('what happened while the core could not be read is news all the same', async () => {
  const stage = await openStage({ idle: true })
  const shaken = shaky(stage)
  const { pulses } = follow(stage, () => shaken.core)
  await stage.clock.run(2_000)
  expect(pulses.map(([, isFirst]) => isFirst)).toEqual([true])
  shaken.fails = 1
  await stage.client.groups.pause({ id: stage.group.id })
  await stage.clock.run(5_000)
  expect(pulses.flatMap(([{ events }]) => events.map(({ what }) => what))).toEqual(['group.paused'])
  expect(pulses.slice(1).map(([, isFirst]) => isFirst)).not.toContain(true)
})

test('the first pulse of another core is no news', async () => {
  const stage = await openStage({ idle: true })
  let core: Core = stage.core
  const { pulses, again } = follow(stage, () => core)
  await stage.clock.run(2_000)
  core = { ...stage.core }
  again()
  await stage.clock.run(2_000)
  expect(pulses.map(([{ events }, isFirst]) => [events.length, isFirst])).toEqual([[0, true], [0, true]])
})
