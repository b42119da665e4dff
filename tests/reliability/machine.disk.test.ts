import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStage, temporaryFolder, type Stage } from '../helpers/core.ts'
import { openFaultStage, withTally } from './harness/fault-stage.ts'
import { report } from './harness/report.ts'

/** A disk of its own, this many MB large; null where this user may mount nothing. */
async function smallDisk(megabytes: number): Promise<{ dir: string; fill(): void; free(): void } | null> {
  const dir = path.join(await temporaryFolder(), 'disk')
  mkdirSync(dir)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir]).status !== 0) return null
  onTestFinished(() => void spawnSync('umount', ['-l', dir]))
  const filler = path.join(dir, 'somebody-elses-footage')
  return {
    dir,
    fill() {
      // To the last block: SQLite may keep a page or two in a half-used one.
      const { bavail, bsize } = statfsSync(dir)
      writeFileSync(filler, Buffer.alloc(bavail * bsize, 1))
    },
    free: () => { rmSync(filler) },
  }
}

const mayMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0
const acceptedUrls = (stage: Stage) => stage.sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => asset.url))

describe.runIf(mayMount)('the disk of the ledger fills up', () => {
  test('while an answer is on its way: the answer is kept and written once there is room, and nothing is sent twice', async () => {
    const disk = await smallDisk(8)
    if (!disk) return
    const stage = await openStage({ scenario: 'slow', dataDir: path.join(disk.dir, 'data'), settings: { batchSize: 3 } })
    await stage.takeIn(9)
    await stage.clock.until(() => stage.sandbox.accepted().length === 1)
    disk.fill()
    await stage.clock.run(10 * 60_000)
    // One is out, its answer is waited to be written, and nothing more has left.
    expect(stage.sandbox.accepted()).toHaveLength(1)
    expect((await stage.batches()).map((batch) => batch.state)).toEqual(['sending'])
    expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'core-trouble', trouble: 'ledger-unwritable', message: expect.stringContaining('is full') as string }])
    await expect(stage.takeIn(1, { from: 50 })).rejects.toMatchObject({ data: { kind: 'disk-full' } })
    disk.free()
    await stage.untilCounts({ active: 9 }, 30 * 60_000)
    expect(acceptedUrls(stage)).toHaveLength(9)
    expect(new Set(acceptedUrls(stage)).size).toBe(9)
    expect(await stage.events('batch.outcome-unknown')).toEqual([])
    expect(await stage.client.attention.list({})).toEqual([])
    expect(await stage.events('ledger.writable-again')).toHaveLength(1)
    // Hours of it are one line a loop in the log, not one every other second.
    expect(stage.core.lent.said.filter((line) => line.message.includes('stumbled')).length).toBeLessThan(30)
    report({ part: 'machine', fault: 'disk full while an answer is on its way', tried: 1, lost: 0, doubled: 0, recovered: 'once there is room' })
  })

  test('while answers about reviews are on their way: they are kept, their calls end, and following goes on', async () => {
    const disk = await smallDisk(8)
    if (!disk) return
    const stage = await openFaultStage({ dataDir: path.join(disk.dir, 'data'), settings: { batchSize: 1 }, sandbox: { reviewMs: 1_000 } })
    const release = stage.proxy.hold(['poll'])
    stage.clock.patienceMs = 50
    await stage.takeIn(6)
    // As many questions as may be out at once: an answer that was dropped would keep its place for good.
    await stage.clock.until(() => stage.proxy.passed().filter((call) => call.kind === 'poll').length === 4, { withinMs: 50_000 })
    disk.fill()
    release()
    for (let minute = 0; minute < 20; minute++) await stage.clock.leap(60_000)
    expect((await stage.counts()).active).toBeUndefined()
    expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'core-trouble', trouble: 'ledger-unwritable' }])
    const asked = stage.proxy.passed().length
    disk.free()
    const freeAt = stage.clock.monotonic()
    stage.clock.patienceMs = 5_000
    await stage.untilCounts({ active: 6 }, 60 * 60_000)
    const recovered = stage.clock.monotonic() - freeAt
    // The four that were answered were not asked again: their answers had been kept.
    expect(stage.proxy.passed().length - asked).toBeLessThanOrEqual(2 + 6)
    expect(recovered).toBeLessThan(60_000)
    const tally = await stage.tally()
    expect(tally).toEqual({ lost: 0, doubled: 0 })
    report({ part: 'machine', fault: 'disk full while answers about reviews are on their way', tried: 1, ...tally, recovered })
  })

  test('and the process is killed before there is room: the batch is unclear, as after any kill', async () => {
    const disk = await smallDisk(8)
    if (!disk) return
    const stage = await openStage({ scenario: 'slow', dataDir: path.join(disk.dir, 'data'), settings: { batchSize: 3 } })
    await stage.takeIn(3)
    await stage.clock.until(() => stage.sandbox.accepted().length === 1)
    disk.fill()
    await stage.clock.run(60_000)
    // Ends like any process: it does not wait for the disk for ever.
    const ended = stage.core.end()
    await stage.clock.run(60_000)
    await ended
    disk.free()
    await stage.restart()
    await stage.untilCounts({ 'needs-attention': 3 })
    expect((await stage.batches())[0]).toMatchObject({ state: 'outcome-unknown', why: { kind: 'process-ended' } })
    expect(stage.sandbox.accepted()).toHaveLength(1)
    report({ part: 'machine', fault: 'disk full, and the process ended before there was room', tried: 1, lost: 0, doubled: 0, recovered: 'unclear, at the next start' })
  })
})

/** A disk of its own whose file system can be made to turn read-only with files open, as one does that meets an error; null where this machine has none. */
async function failingDisk(): Promise<{ dir: string; fail(): void; mend(): void } | null> {
  const place = await temporaryFolder()
  const [image, dir] = [path.join(place, 'image'), path.join(place, 'disk')]
  mkdirSync(dir)
  writeFileSync(image, '')
  truncateSync(image, 24 * 1024 * 1024)
  const mount = (): boolean => spawnSync('mount', ['-o', 'loop,errors=remount-ro', image, dir]).status === 0
  if (spawnSync('mkfs.ext4', ['-q', image]).status !== 0 || !mount()) return null
  onTestFinished(() => void spawnSync('umount', ['-l', dir]))
  const device = path.basename(spawnSync('findmnt', ['-no', 'SOURCE', dir]).stdout.toString().trim())
  const trigger = `/sys/fs/ext4/${device}/trigger_fs_error`
  if (!existsSync(trigger)) return null
  return {
    dir,
    fail: () => { writeFileSync(trigger, 'the tests want it') },
    mend() {
      expect(spawnSync('umount', [dir]).status).toBe(0)
      spawnSync('fsck.ext4', ['-fy', image])
      expect(mount()).toBe(true)
    },
  }
}

describe.runIf(mayMount)('the disk of the ledger turns read-only while Greenroom runs', () => {
  test('what is on its way stays unclear and is not sent again, nothing more leaves, it is said, and a start after its mending goes on', async ({ skip }) => {
    const disk = await failingDisk()
    if (!disk) return skip('no ext4 on a loop device here')
    const stage = withTally(await openStage({ scenario: 'slow', dataDir: path.join(disk.dir, 'data'), settings: { batchSize: 3 } }))
    await stage.takeIn(9)
    await stage.clock.until(() => stage.sandbox.accepted().length === 1)
    disk.fail()
    await stage.clock.run(10 * 60_000)
    expect(stage.sandbox.accepted()).toHaveLength(1)
    const unwritable = { kind: 'core-trouble', trouble: 'ledger-unwritable', message: expect.stringContaining('is read-only') as string }
    expect(await stage.client.attention.list({})).toMatchObject([unwritable])
    expect(await stage.client.cue.waiting({})).toContainEqual(expect.objectContaining({ for: 'disk-full', message: expect.stringContaining('is read-only') as string }))
    // What asks for a change hears why it cannot be, and what to do.
    await expect(stage.takeIn(1, { from: 50 })).rejects.toMatchObject({ data: { kind: 'unreadable', advice: expect.stringContaining('may be written') as string } })
    // What only looks still sees everything.
    expect((await stage.counts()).ready).toBe(6)
    await stage.core.end()
    disk.mend()
    await stage.restart()
    const goneAt = stage.clock.monotonic()
    await stage.untilCounts({ active: 6, 'needs-attention': 3 }, 60 * 60_000)
    expect(new Set(acceptedUrls(stage)).size).toBe(9)
    expect(stage.sandbox.accepted()).toHaveLength(3)
    const tally = { ...(await stage.tally()) }
    expect(tally.doubled).toBe(0)
    report({ part: 'machine', fault: 'the disk of the ledger turns read-only while an answer is on its way, mended between two starts', tried: 1, lost: 0, doubled: tally.doubled, recovered: stage.clock.monotonic() - goneAt })
  })
})
