import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openFolderStage } from '../runners/folder-stage.ts'
import { report } from './harness/report.ts'
import { harnessSetting } from './harness/setting.ts'

const { soak } = harnessSetting()
/** Each is told of twice; the kernel keeps so many hints and drops the rest, saying only that it did. */
const queue = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'))
const all = soak ? 50_000 : 10_000
const folders = 40
/** What is longer is no pause but a standstill, ms; how long the longest was is reported. A busy machine has other pauses than ours. */
const longestPauseMs = 3_000

test(`${all.toLocaleString('en')} files that appear at once under a watched folder, more than the system tells of, are all in the ledger soon after, and the loops go on meanwhile`, { timeout: 300_000 }, async () => {
  const stage = await openFolderStage()
  for (let n = 0; n < folders; n++) mkdirSync(path.join(stage.shelf, `day ${n}`))
  // They lie still for an hour: what is measured is the noticing, not the reading.
  await stage.watch({ settleMs: 3_600_000 })
  await stage.until(async () => (await stage.folder()).state === 'watching')

  // In this very thread and without letting go of it: nobody reads the system's hints meanwhile, so they overflow in truth.
  const began = performance.now()
  for (let n = 0; n < all; n++) writeFileSync(path.join(stage.shelf, `day ${n % folders}`, `take-${n}.mp4`), `a very short clip, number ${n}`)
  const writtenMs = performance.now() - began
  // A system that queues more than usual loses nothing, which is as well.
  const overflows = 2 * all > queue

  const pauses = monitorEventLoopDelay({ resolution: 10 })
  pauses.enable()
  onTestFinished(() => { pauses.disable() })
  const there = performance.now()
  const inLedger = async (): Promise<number> => Object.values(await stage.core.client.clips.counts({})).reduce((sum, n) => sum + n, 0)
  await vi.waitUntil(async () => (await inLedger()) === all, { timeout: 240_000, interval: 50 })
  const seconds = (performance.now() - there) / 1000
  pauses.disable()
  const longest = pauses.max / 1e6

  // Every one, once, and by its own name.
  const page = await stage.core.client.clips.list({ filter: { search: 'take-9999' }, limit: 10 })
  expect(page.rows.some((clip) => clip.name === 'take-9999.mp4')).toBe(true)
  expect(await inLedger()).toBe(all)
  expect(await stage.folder()).toMatchObject({ state: expect.stringMatching(/watching|scanning/) as string, counts: { settling: all } })
  console.log(`${all} files written in ${Math.round(writtenMs)} ms (the system queues ${queue} hints), all in the ledger ${seconds.toFixed(1)} s later; longest pause of the event loop ${Math.round(longest)} ms, 99 of 100 below ${Math.round(pauses.percentile(99) / 1e6)} ms; ${Math.round(process.memoryUsage().rss / 1e6)} MB`)
  expect(longest).toBeLessThan(longestPauseMs)
  // One more is noticed like any other: it listens again.
  writeFileSync(path.join(stage.shelf, 'day 0', 'one-more.mp4'), 'after the flood')
  await vi.waitUntil(async () => (await inLedger()) === all + 1, { timeout: 60_000, interval: 50 })
  report({ part: 'machine', fault: `${all.toLocaleString('en')} files at once under a watch folder (${overflows ? 'more than' : 'within'} the ${queue.toLocaleString('en')} hints the system queues)`, tried: all, lost: 0, doubled: 0, recovered: `all in the ledger after ${seconds.toFixed(1)} s; longest pause ${Math.round(longest)} ms` })
})
