import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createDisk, type Disk } from '../../src/main/intake/disk.ts'

const run = promisify(execFile)
const real = new URL('../../src/main/intake/disk-worker.ts', import.meta.url)

async function place(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'greenroom-looks-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** The worker itself, on a machine on which asking about anything in a folder `dead` hangs in the kernel: on a named pipe, until somebody writes to it. */
async function hangingDisk(dir: string): Promise<Disk> {
  const pipe = path.join(dir, 'pipe')
  await run('mkfifo', [pipe])
  const program = path.join(dir, 'hanging-worker.mjs')
  await writeFile(program, `
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    const { statSync } = fs
    fs.statSync = (file, ...rest) => {
      if (String(file).includes('/dead/')) {
        fs.appendFileSync(${JSON.stringify(path.join(dir, 'asked'))}, file + '\\n')
        fs.closeSync(fs.openSync(${JSON.stringify(pipe)}, 'r'))
      }
      return statSync(file, ...rest)
    }
    syncBuiltinESMExports()
    await import(${JSON.stringify(real.href)})`)
  const disk = createDisk({ workerUrl: pathToFileURL(program), stallMs: 300 })
  onTestFinished(async () => {
    await (await open(pipe, 'w')).close()
    await expect.poll(() => disk.stuck(), { timeout: 10_000 }).toBe(0)
    await disk.close()
  })
  return disk
}

test('many files are looked at in their order, whatever is there', async () => {
  const dir = await place()
  const disk = createDisk({ workerUrl: real })
  onTestFinished(() => disk.close())
  const files = await Promise.all(Array.from({ length: 100 }, async (_, n) => {
    const file = path.join(dir, `${n}.mp4`)
    if (n % 3 !== 0) await writeFile(file, 'x'.repeat(n))
    return file
  }))
  const looks = await disk.looks([...files, dir, files[1] ?? ''])
  expect(looks.slice(0, 100).map((look) => ('size' in look ? look.size : 'gone' in look ? 'gone' : 'unreadable'))).toEqual(files.map((_, n) => (n % 3 === 0 ? 'gone' : n)))
  expect(looks[100]).toMatchObject({ unreadable: true, message: expect.stringContaining('not a file') as string })
  expect(looks[101]).toEqual(looks[1])
  expect(await disk.looks([])).toEqual([])
})

test('a drive that does not answer costs its own files an answer, and nobody else’s; it is asked no more for a while', async () => {
  const dir = await place()
  const disk = await hangingDisk(dir)
  await mkdir(path.join(dir, 'fine'))
  const fine = await Promise.all(Array.from({ length: 40 }, async (_, n) => {
    const file = path.join(dir, 'fine', `${n}.mp4`)
    await writeFile(file, 'abc')
    return file
  }))
  const dead = [1, 2, 3].map((n) => path.join(dir, 'dead', `${n}.mp4`))
  // Between good ones, past the first message of the worker.
  const looks = await disk.looks([...fine.slice(0, 35), ...dead, ...fine.slice(35)])
  expect(looks.filter((look) => 'size' in look)).toHaveLength(40)
  expect(looks.slice(35, 38)).toEqual(dead.map((file) => ({ unreadable: true, why: 'silent', message: expect.stringContaining(file) as string })))
  expect(await disk.looks([dead[1] ?? '', fine[0] ?? ''])).toMatchObject([{ why: 'silent' }, { size: 3 }])
  // One thread hangs, not one for each file.
  expect((await readFile(path.join(dir, 'asked'), 'utf8')).trim().split('\n')).toEqual(dead.slice(0, 1))
})
