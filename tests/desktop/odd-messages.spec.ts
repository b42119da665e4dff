/** Whatever the page's end of the bridge says, and whatever lies in the preferences' file, the application answers in words and lives. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { dataDirOf } from './launch.ts'
import { expect, test } from './test.ts'

const seed = Number(process.env['RELIABILITY_SEED'] ?? 20_261_123)

test('random words, bytes and shapes over every line of the bridge are refused one by one, and the next real call is answered', async ({ start }) => {
  const desktop = await start()
  const { page } = desktop
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const nearly = fc.record({ i: fc.oneof(fc.string(), fc.integer()), t: fc.oneof(fc.integer({ min: -1, max: 9 }), fc.string()), p: fc.anything({ withDate: false, maxDepth: 2 }) }, { requiredKeys: [] })
  const messages = fc.sample(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.json(), nearly.map((message) => JSON.stringify(message) ?? ''), fc.uint8Array({ maxLength: 300 }).map((bytes) => [...bytes])), { seed, numRuns: 300 })
  const inputs = fc.sample(fc.oneof(fc.json().map((text) => JSON.parse(text) as unknown), fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text as unknown)), { seed, numRuns: 60 })
  const ends = await page.evaluate(async ([said, asked]) => {
    const bridge = window.greenroom as unknown as Record<string, (input: unknown) => unknown>
    for (const message of said) {
      try {
        // Bytes travel as bytes, text as text.
        bridge['postMessage']?.(Array.isArray(message) ? Uint8Array.from(message) : message)
      } catch {
        // What cannot be handed over at all has not arrived.
      }
    }
    const answers: Record<string, number> = {}
    for (const name of ['saveText', 'reveal', 'openExternal', 'changePreferences']) {
      for (const input of asked) {
        const how = await Promise.resolve().then(() => bridge[name]?.(input)).then(() => 'done', (error: unknown) => (String(error).includes('could not be read') ? 'refused' : `${name}: ${String(error)}`))
        answers[how] = (answers[how] ?? 0) + 1
      }
    }
    return answers
  }, [messages, inputs] as const)
  expect(Object.keys(ends).filter((how) => how !== 'done' && how !== 'refused')).toEqual([])
  expect(ends['refused']).toBeGreaterThan(150)
  expect(await desktop.evaluate(() => globalThis.recorded.opened)).toEqual([])
  await page.evaluate(() => { window.location.hash = '/clips' })
  await expect(page.getByRole('heading', { name: 'Clips', level: 1 })).toBeVisible()
  expect(await page.evaluate(() => window.greenroom?.state())).toMatchObject({ unreadableKeys: 0 })
})

const files = [
  ['random bytes', (): Buffer => Buffer.from(fc.sample(fc.uint8Array({ minLength: 500, maxLength: 500 }), { seed, numRuns: 1 })[0] ?? [])],
  ['values of every wrong kind', (): Buffer => Buffer.from(JSON.stringify({ closing: 7, window: { x: 'left', width: 1e308, height: -4 }, dress: [], mode: { deep: null }, pausedOnBattery: 'all', notify: 'yes', onBattery: null }))],
  ['what was cut short', (): Buffer => Buffer.from('{"closing":"quit","window":{"x":1')],
] as const
for (const [what, bytes] of files) {
  test(`preferences that are ${what} keep no window from opening`, async ({ start, home }) => {
    const folder = path.join(dataDirOf(home), 'desktop')
    await mkdir(folder, { recursive: true })
    await writeFile(path.join(folder, 'preferences.json'), bytes())
    const { page } = await start()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await page.evaluate(() => window.greenroom?.state())).toMatchObject({ preferences: { closing: 'ask', notify: true, onBattery: 'go-on' } })
  })
}
