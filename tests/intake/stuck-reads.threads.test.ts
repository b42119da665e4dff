import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMediaFactsPool } from '../../src/main/intake/media-facts-pool.ts'
import { createStuckReads } from '../../src/main/intake/stuck-reads.ts'
import { makeClip } from '../helpers/clips.ts'

const workerUrl = new URL('../../src/main/intake/media-facts-worker.ts', import.meta.url)
const run = promisify(execFile)
let dir: string
beforeAll(async () => { dir = await mkdtemp(path.join(tmpdir(), 'greenroom-stuck-')) })
afterAll(() => rm(dir, { recursive: true }))

/** A named pipe: opening it hangs in the kernel, as a file on a dead network drive does, until somebody writes to it. */
async function hangingFile(folder: string, name = 'hangs.mp4'): Promise<{ path: string; release(): Promise<void> }> {
  await mkdir(path.join(dir, folder), { recursive: true })
  const pipe = path.join(dir, folder, name)
  await run('mkfifo', [pipe])
  return { path: pipe, release: async () => { await (await open(pipe, 'w')).close() } }
}

test('a read that hangs is given up, and the files behind it are read', async () => {
  const pool = createMediaFactsPool({ workerUrl, size: 1, stallMs: 2_000 })
  const hangs = await hangingFile('dead')
  const clip = await makeClip(dir, 'good.mp4')
  const [stuck, good, beside] = await Promise.all([pool.inspectFile(hangs.path), pool.inspectFile(clip), pool.inspectFile(path.join(dir, 'dead', 'beside.mp4'))])
  expect(stuck).toMatchObject({ ok: false, code: 'DriveSilent', print: null })
  expect(good).toMatchObject({ ok: true })
  // Not even tried: it would take a second thread with it.
  expect(beside).toMatchObject({ code: 'DriveSilent' })
  await hangs.release()
  await pool.close()
})

test('once the drive answers again its files are read', async () => {
  const pool = createMediaFactsPool({ workerUrl, size: 1, stallMs: 1_500 })
  const hangs = await hangingFile('back')
  const clip = await makeClip(path.join(dir, 'back'), 'good.mp4')
  expect(await pool.inspectFile(hangs.path)).toMatchObject({ code: 'DriveSilent' })
  expect(await pool.inspectFile(clip)).toMatchObject({ code: 'DriveSilent' })
  await hangs.release()
  await expect.poll(async () => (await pool.inspectFile(clip)).ok, { timeout: 10_000 }).toBe(true)
  await pool.close()
})

test('a process ends, with its own exit code, although a read of it hangs', async () => {
  const hangs = await hangingFile('exit')
  const program = `
    import { createMediaFactsPool } from ${JSON.stringify(new URL('../../src/main/intake/media-facts-pool.ts', import.meta.url).href)}
    const pool = createMediaFactsPool({ workerUrl: new URL(${JSON.stringify(workerUrl.href)}), size: 1, stallMs: 1_500 })
    console.log((await pool.inspectFile(${JSON.stringify(hangs.path)})).code)
    await pool.close()
    process.exitCode = 5`
  const file = path.join(dir, 'ends.mjs')
  await writeFile(file, program)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (part: Buffer) => { said += part.toString() })
  const [code] = (await once(child, 'close')) as [number]
  expect([said.trim(), code]).toEqual(['DriveSilent', 5])
})

test('files of the same network drive wait; those of others, and of local folders, do not', async () => {
  let now = 0
  const mounts = [{ mountPoint: '/', root: '/', fsType: 'ext4', source: '/dev/sda' }, { mountPoint: '/mnt/nas', root: '/', fsType: 'nfs4', source: 'nas:/rushes' }]
  const stuck = createStuckReads(() => now, () => Promise.resolve(mounts))
  stuck.add('/mnt/nas/day1/a.mp4')
  stuck.add('/home/ada/pipe/b.mp4')
  await Promise.resolve()
  expect(['/mnt/nas/day2/c.mp4', '/home/ada/pipe/c.mp4'].map((file) => stuck.concerns(file))).toEqual([true, true])
  expect(['/mnt/nas2/c.mp4', '/home/ada/clips/c.mp4', '/home/ada/pipeline/c.mp4'].map((file) => stuck.concerns(file))).toEqual([false, false, false])
  // After a minute one file may try whether the drive is back, and only one.
  now = 60_000
  expect([stuck.concerns('/mnt/nas/day2/c.mp4'), stuck.concerns('/mnt/nas/day2/d.mp4')]).toEqual([false, true])
  stuck.remove('/mnt/nas/day1/a.mp4')
  expect(stuck.concerns('/mnt/nas/day2/d.mp4')).toBe(false)
})
