import { cp, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { root, runProgram, type Running } from './run-greenroom.ts'

// Each of these builds the screens, or begins to.
vi.setConfig({ testTimeout: 180_000 })

/** A checkout of its own: the one the tests run in has its screens for other tests to use. */
let checkout = ''
beforeAll(async () => {
  checkout = await mkdtemp(path.join(os.tmpdir(), 'greenroom-checkout-'))
  for (const name of ['src', 'package.json', 'package-lock.json', 'tsconfig.json']) await cp(path.join(root, name), path.join(checkout, name), { recursive: true })
  await symlink(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'), 'junction')
})
afterEach(() => rm(path.join(checkout, 'out'), { recursive: true, force: true }))
afterAll(() => rm(checkout, { recursive: true, force: true }))

const serve = (): Running => runProgram(['--disable-warning=ExperimentalWarning', path.join(checkout, 'src/node-host/cli.ts'), 'serve', '--port', '0', '--sandbox', '--data-dir', path.join(checkout, 'data')], { cwd: checkout })
const made = (): Promise<string[]> => readdir(path.join(checkout, 'out')).catch(() => [])

test('told to end while it builds, serve ends at once, with 0, and leaves nothing half built', async () => {
  const running = serve()
  await running.said('Building the screens')
  running.child.kill('SIGTERM')
  expect(await running).toMatchObject({ code: 0, stdout: '' })
  expect(await made()).toEqual([])
})

test('what a build takes in memory goes with it', async () => {
  // The program by which serve has them built, and its memory once they are.
  const program = path.join(checkout, 'build-and-tell.ts')
  await writeFile(program, `import { builtScreens } from './src/node-host/serve/built-screens.ts'
    await builtScreens((text) => process.stderr.write(text))
    process.stdout.write(JSON.stringify({ megabytes: process.memoryUsage().rss / 1e6 }))`)
  const { stdout, stderr, code } = await runProgram(['--disable-warning=ExperimentalWarning', program], { cwd: checkout })
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'Building the screens (once; some seconds) …' })
  expect(await made()).toEqual(['renderer'])
  expect((JSON.parse(stdout) as { megabytes: number }).megabytes).toBeLessThan(250)
})

test('screens that cannot be built are named, and those that were there stay', async () => {
  const page = path.join(checkout, 'out/renderer/index.html')
  await cp(path.join(checkout, 'src/renderer/index.html'), page)
  await utimes(page, 1, 1)
  await writeFile(path.join(checkout, 'src/renderer/main.tsx'), 'export const = 1\n')
  const { code, stdout, stderr } = await serve()
  expect({ code, stdout }).toEqual({ code: 70, stdout: '' })
  expect(stderr).toMatch(/The screens could not be built: [^]*main\.tsx[^]*Run npm ci/)
  expect(await made()).toEqual(['renderer'])
})
