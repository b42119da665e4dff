import { mkdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { makeClip } from '../helpers/clips.ts'
import { temporaryFolder } from '../helpers/core.ts'
import { startSandbox } from '../../src/main/sandbox/server.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { greenroom } from './run-greenroom.ts'

const run = promisify(execFile)

interface ClipRow { id: number; state: string; reason: { code: string } | null }

test('clips that break a limit are mended from the command line, and what cannot be is said', { timeout: 240_000 }, async () => {
  const dir = await temporaryFolder()
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), scenario: 'plain', reviewMs: 50, downloads: false })
  onTestFinished(() => sandbox.close())
  const at = ['--data-dir', path.join(dir, 'data'), '--json']
  const env = { GREENROOM_API_URL: sandbox.url, GREENROOM_API_KEY: 'k', GREENROOM_SUBMIT_RPM: '600', GREENROOM_POLL_RPM: '600' }
  const ask = async (...args: string[]) => greenroom([...args, ...at], { env })
  const answer = async <T>(...args: string[]): Promise<T> => JSON.parse((await ask(...args)).stdout) as T
  await ask('groups', 'adopt', 'group-ada', '--name', 'Ada')
  await ask('limits', 'set', '--max-seconds', '4')
  await ask('limits', 'set', '--images', '--max-side', '600')
  const clips = await Promise.all([
    makeClip(dir, 'long.mp4', { seconds: 6 }), makeClip(dir, 'wide.png', { width: 800, height: 500 }), makeClip(dir, 'short.mp4', { seconds: 1 }),
  ])
  expect((await ask('submit', ...clips, '--group', 'Ada', '--wait')).code).toBe(1)
  const held = (await answer<{ clips: ClipRow[] }>('clips', '--state', 'held')).clips
  const idOf = (code: string): string => String(held.find((clip) => clip.reason?.code === code)?.id)
  expect(held.map((clip) => clip.reason?.code).sort()).toEqual(['DurationTooLong', 'DurationTooShort', 'WidthTooLarge'])

  const hopeless = await greenroom(['clips', 'prepare', idOf('DurationTooShort'), '--data-dir', at[1] ?? ''], { env })
  expect(hopeless.stderr).toContain('Nothing here can mend these clips')
  // Without options: what keeps to the limits, of videos and images alike.
  expect(await answer('clips', 'prepare', idOf('DurationTooLong'), idOf('WidthTooLarge'))).toEqual({ changed: 2, asked: 2 })
  // Whoever waits next runs the loops, and the copies are made.
  await ask('submit', clips[0] ?? '', clips[1] ?? '', '--group', 'Ada', '--wait')
  expect((await answer<{ clips: ClipRow[] }>('clips')).clips.map((clip) => clip.state).sort()).toEqual(['active', 'active', 'held'])
})

test('a profile is kept, changed and forgotten; space is set; a missing ffmpeg is said with how to get it', { timeout: 240_000 }, async () => {
  const dir = await temporaryFolder()
  const at = ['--data-dir', path.join(dir, 'data'), '--json']
  const answer = async <T>(...args: string[]): Promise<T> => JSON.parse((await greenroom(['prepare', ...args, ...at])).stdout) as T
  expect(await answer('save', 'Reels', '--to', '0:15', '--scale', '720p', '--image-side', '2000')).toMatchObject({ profile: { name: 'Reels', recipe: { toMs: 15_000, box: { width: 1280, height: 720 }, image: { mostSide: 2000, format: 'keep' } } } })
  expect(await answer('save', 'Reels', '--most-mb', '50')).toMatchObject({ profile: { recipe: { toMs: null, mostBytes: 50 * 1024 * 1024, image: null } } })
  const wrong = await greenroom(['prepare', 'save', 'Reels', '--image-format', 'gif', '--data-dir', at[1] ?? ''])
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--image-format')])
  await answer('remove', 'Reels')
  expect(await answer('profiles')).toEqual({ profiles: [] })

  const tools = path.join(dir, 'tools')
  await mkdir(tools)
  await symlink((await run('which', ['ffmpeg'])).stdout.trim(), path.join(tools, 'ffmpeg'))
  expect(await answer('set', '--ffmpeg', path.join(tools, 'ffmpeg'), '--quota-gb', '20')).toMatchObject({ settings: { quotaBytes: 20e9 } })
  await rm(path.join(tools, 'ffmpeg'))
  const { stdout } = await greenroom(['prepare', '--data-dir', at[1] ?? ''])
  expect(stdout).toContain(path.join(tools, 'ffmpeg'))
  expect(stdout).toContain('sudo apt install ffmpeg (https://ffmpeg.org/')
  expect(await answer('pause')).toEqual({ paused: true })
  expect((await greenroom(['prepare', '--data-dir', at[1] ?? ''])).stdout).toContain('Paused.')
})
