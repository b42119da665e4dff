import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root, runProgram } from './run-greenroom.ts'

const page = readFileSync(path.join(root, 'docs/notifications.md'), 'utf8')
const unit = /^ExecStart=(.+)$/m.exec(page)?.[1]?.split(' ') ?? []
const container = JSON.parse(/^CMD (\[.+\])$/m.exec(page)?.[1] ?? '[]') as string[]
const healthCheck = /^HEALTHCHECK CMD node -e "(.+)"$/m.exec(page)?.[1] ?? ''

/** The recipe's own words, on this machine: its Node, its folder, any free port. */
const here = (words: readonly string[]) => words.slice(1).map((word, n, all) => (all[n - 1] === '--port' ? '0' : word))

test.each([['the systemd unit', unit], ['the container', container]])('what %s starts answers a health check, and ends by a SIGTERM', async (_, words) => {
  expect(words[0]).toMatch(/^(node|\/opt\/greenroom\/node_modules\/node\/bin\/node)$/)
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'greenroom-recipe-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const running = runProgram(here(words), { env: { GREENROOM_DATA_DIR: dataDir } })
  const { origin } = new URL((JSON.parse(await running.line()) as { url: string }).url)
  const check = await runProgram(['-e', healthCheck.replace('http://127.0.0.1:4680', origin)])
  expect(check.code).toBe(0)
  running.child.kill('SIGTERM')
  expect((await running).code).toBe(0)
  expect((await runProgram(['-e', healthCheck.replace('http://127.0.0.1:4680', origin)])).code).toBe(1)
})
