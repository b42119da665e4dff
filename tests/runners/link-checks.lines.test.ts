import { expect, test } from 'vitest'
import { createLinkChecks } from '../../src/main/runners/link-checks.ts'
import { fakeClock } from '../helpers/fake-clock.ts'

/** Checks whose fetch answers when the test says so. */
function checking() {
  const clock = fakeClock()
  const waiting: { url: string; answer(how: 'file' | 'nothing'): void }[] = []
  let ring: () => void = () => undefined
  const checks = createLinkChecks({
    clock, addressesOf: async () => [],
    fetch: (url) => new Promise((resolve, reject) => waiting.push({
      url: String(url),
      answer: (how) => (how === 'file' ? resolve(new Response('x', { status: 206, headers: { 'content-range': 'bytes 0-0/5' } })) : reject(new TypeError('fetch failed'))),
    })),
  }, () => ring())
  const link = (url: string) => ({ url, sizeBytes: 5, apiBaseUrl: 'https://xcompute.us' })
  /** Until so many questions are open. */
  const open = async (n: number) => { await expect.poll(() => waiting.length).toBe(n) }
  const rung = () => new Promise<void>((resolve) => { ring = resolve })
  return { clock, waiting, checks, link, open, rung }
}

test('a slow host keeps a few questions waiting, and no other host', async () => {
  const { waiting, checks, link, open } = checking()
  const slow = Array.from({ length: 500 }, (_, n) => link(`https://slow.studio.com/${n}.mp4`))
  expect(checks.of([...slow, link('https://quick.studio.com/a.mp4')])).toBeNull()
  await open(9)
  expect(waiting.filter(({ url }) => url.includes('slow'))).toHaveLength(8)
  waiting.find(({ url }) => url.includes('quick'))?.answer('file')
  await expect.poll(() => checks.of([link('https://quick.studio.com/a.mp4')])?.get('https://quick.studio.com/a.mp4')).toEqual({ is: 'good' })
})

test('500 links that never answer, ten seconds each, come to an end, each asked once', async () => {
  const { clock, waiting, checks, link } = checking()
  const links = Array.from({ length: 500 }, (_, n) => link(`https://slow.studio.com/${n}.mp4`))
  expect(checks.of(links)).toBeNull()
  let asked = 0
  while (asked < 500) {
    await expect.poll(() => waiting.length).toBeGreaterThan(0)
    await clock.leap(10_000)
    const now = waiting.splice(0)
    asked += now.length
    for (const { answer } of now) answer('nothing')
  }
  await expect.poll(() => checks.of(links)?.size).toBe(500)
  expect(waiting).toHaveLength(0)
})
