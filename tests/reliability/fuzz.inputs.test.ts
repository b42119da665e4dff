import { writeFile } from 'node:fs/promises'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { ORPCError } from '@orpc/server'
import { expect, onTestFinished, test } from 'vitest'
import { ProblemError } from '../../src/contract/models/problem.ts'
import { linesOf, NotText } from '../../src/main/intake/decode-text.ts'
import { expandText } from '../../src/main/intake/expand-inputs.ts'
import { isRefusal } from '../../src/main/intake/found.ts'
import { createMediaFactsPool } from '../../src/main/intake/media-facts-pool.ts'
import { readTreeHere } from '../../src/main/intake/disk.ts'
import { readEnvironment } from '../../src/node-host/environment.ts'
import { fileSecrets } from '../../src/node-host/file-secrets.ts'
import { readVerdicts } from '../../src/node-host/read-verdicts.ts'
import { readHealth } from '../../src/main/runners/health-file.ts'
import { demoClipsDir, makeClip } from '../helpers/clips.ts'
import { openStage, temporaryFolder } from '../helpers/core.ts'
import { anyJson, anyText, tryOut } from './harness/fuzz.ts'

const file = 'fuzz.inputs'

/** Runs it; what it throws must be said in words. */
async function inWords(run: () => unknown): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    expect(error.message).not.toBe('')
    expect(error.problem.kind).not.toBe('internal')
  }
}

const bytes = fc.oneof(fc.uint8Array({ maxLength: 2_000 }).map((raw) => Buffer.from(raw)), anyText.map((text) => Buffer.from(text)), anyText.map((text) => Buffer.from(`\ufeff${text}`, 'utf16le')))

test('any bytes of a list are lines, or no text', async () => {
  await tryOut('any bytes as a list', file, fc.tuple(bytes, fc.integer({ min: 1, max: 700 })), 1_000, async ([given, chunk]) => {
    const chunks = async function* (): AsyncGenerator<Uint8Array> { for (let at = 0; at < given.length; at += chunk) yield given.subarray(at, at + chunk) }
    try {
      for await (const line of linesOf(chunks())) expect(line.includes('\n')).toBe(false)
    } catch (error) {
      expect(error).toBeInstanceOf(NotText)
    }
  })
})

const csv = fc.array(fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom('url', 'path', 'name', 'https://a.example/x.mp4', '/no/such.mp4', '"', '""', 'active', 'failed', 'clip', 'verdict', 'asset_id', 'sep=;', '=cmd()') }, { weight: 1, arbitrary: anyText }), { maxLength: 4 }), { maxLength: 8 })
  .chain((rows) => fc.tuple(fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n', '\r')).map(([comma, end]) => rows.map((row) => row.join(comma)).join(end)))

test('any list, pasted or given as verdicts, is read line by line or refused in words', async () => {
  // A line that names the root asks for all of this machine, and would get it.
  const list = fc.oneof(csv, anyText).filter((text) => !/^[\s"']*[/\\.]+[\s"']*$/mu.test(text))
  await tryOut('any text as a list of clips', file, list, 300, async (text) => {
    let met = 0
    for await (const item of expandText(text, { cwd: '/nowhere', readTree: readTreeHere })) {
      met += 1
      if (isRefusal(item)) expect(item.message).not.toBe('')
    }
    expect(met).toBeLessThan(2_000)
  })
  await tryOut('any text as verdicts', file, fc.oneof(csv, anyText, anyJson(['clip', 'verdict', 'verdicts', 'asset_id']).map((json) => JSON.stringify(json))), 800, (text) => inWords(() => readVerdicts(text, 'verdicts.csv')))
})

test('any environment, file of keys or file of health is taken, or refused in words', async () => {
  const names = ['GREENROOM_DATA_DIR', 'GREENROOM_API_URL', 'GREENROOM_API_KEY', 'GREENROOM_SUBMIT_RPM', 'GREENROOM_POLL_RPM', 'GREENROOM_TIMEOUT_MS', 'GREENROOM_OFFLINE_MS']
  await tryOut('any environment', file, fc.dictionary(fc.constantFrom(...names), fc.oneof(anyText, fc.constantFrom('0', '-1', '1e9', 'Infinity', '3', 'https://x.example'))), 500, (env) => inWords(() => readEnvironment(env)))
  const dir = await temporaryFolder()
  await tryOut('any file of keys or health', file, fc.oneof(bytes, anyJson(['account-1-key', 'pid', 'at', 'beats', 'troubles']).map((json) => Buffer.from(JSON.stringify(json)))), 100, async (given) => {
    await writeFile(path.join(dir, 'secrets.json'), given)
    await writeFile(path.join(dir, 'health.json'), given)
    await inWords(() => fileSecrets(dir).get('account-1-key'))
    readHealth(dir)
  })
})

test('a file of media that is random, cut short or flipped is looked at, and named for what it is', { timeout: 600_000 }, async () => {
  const dir = await temporaryFolder()
  const pool = createMediaFactsPool({ workerUrl: new URL('../../src/main/intake/media-facts-worker.ts', import.meta.url), size: 2, stallMs: 20_000 })
  onTestFinished(() => pool.close())
  const sources = await Promise.all([...['ada-reading.mp4', 'ada-turning.mov'].map((name) => readFile(path.join(demoClipsDir, name))), makeClip(dir, 'still.png').then((made) => readFile(made)).catch(() => Buffer.from('\x89PNG\r\n\x1a\n'))])
  let n = 0
  const broken = fc.record({ of: fc.nat(2), how: fc.constantFrom('random', 'cut', 'flipped', 'grown', 'sizes'), at: fc.double({ min: 0, max: 1, noNaN: true }), noise: fc.uint8Array({ minLength: 1, maxLength: 64 }), ext: fc.constantFrom('mp4', 'mov', 'png', 'jpg', 'webp', 'heic', 'gif') })
  await tryOut('any broken file of media', file, broken, 80, async ({ of, how, at, noise, ext }) => {
    const whole = sources[of] ?? Buffer.alloc(0)
    const place = Math.floor(at * Math.min(whole.length, how === 'sizes' ? 2_000 : whole.length))
    const content = how === 'random' ? Buffer.from(noise) : how === 'cut' ? whole.subarray(0, place) : how === 'grown' ? Buffer.concat([whole.subarray(0, place), Buffer.alloc(10_000), whole.subarray(place)]) : Buffer.from(whole)
    if (how === 'flipped') Buffer.from(noise).copy(content, place)
    // The lengths of boxes lie near the beginning: the largest there can be.
    if (how === 'sizes') content.fill(0xff, place, place + 4)
    const clip = path.join(dir, `broken-${++n}.${ext}`)
    await writeFile(clip, content)
    const inspection = await pool.inspectFile(clip, { contentHash: true })
    if (inspection.ok) expect(inspection.facts.sizeBytes).toBe(content.length)
    else expect(inspection.message).not.toBe('')
    // No worker has died of it.
    expect(inspection.ok ? '' : inspection.code).not.toBe('InspectionCrashed')
  })
})

test('whatever a screen sends to any procedure is answered, or refused in words', { timeout: 600_000 }, async () => {
  const stage = await openStage({ idle: true })
  const left = new Set(['events.live', 'accounts.test', 'accounts.testPublishing', 'channels.test', 'host.switchTo'])
  const procedures: { name: string; call(input: unknown): Promise<unknown> }[] = []
  const router = stage.core.router as unknown as Record<string, Record<string, unknown>>
  for (const [part, of] of Object.entries(router)) for (const name of Object.keys(of)) {
    if (!left.has(`${part}.${name}`)) procedures.push({ name: `${part}.${name}`, call: (input) => (stage.client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[part]?.[name]?.(input) ?? Promise.resolve() })
  }
  expect(procedures.length).toBeGreaterThan(50)
  const words = ['id', 'ids', 'groupId', 'accountId', 'name', 'settings', 'filter', 'selection', 'states', 'limit', 'after', 'sort', 'answer', 'as', 'taskId', 'verdicts', 'inputs', 'text', 'decision', 'path', 'location', 'publishing', 'kind', 'recipe', 'key', 'remoteId', 'search', 'reasonCode', 'deed', 'cursor']
  const some = fc.oneof(anyJson(words), fc.record({ id: fc.constantFrom<unknown>(1, 0, -1, 2 ** 53, 1.5, '1', null) }), fc.record({ ids: fc.array(fc.integer()), filter: fc.record({ search: anyText }) }), fc.record({ filter: fc.record({ search: anyText }), after: anyText, limit: fc.integer({ min: -1, max: 600 }) }), fc.record({ groupId: fc.constant(1), inputs: fc.array(anyText, { maxLength: 3 }), askWhenLarge: fc.boolean() }), fc.record({ groupId: fc.constant(1), text: anyText }))
  await tryOut('any input to any procedure', file, fc.tuple(fc.constantFrom(...procedures), some), 500, async ([procedure, input]) => {
    try {
      await procedure.call(input)
    } catch (error) {
      if (!(error instanceof ORPCError)) throw error
      const kind = (error.data as { kind?: string } | undefined)?.kind
      if (kind === 'internal' || error.code === 'INTERNAL_SERVER_ERROR') throw new Error(`${procedure.name} ${JSON.stringify(input)?.slice(0, 300)}: ${error.message} ${error.cause instanceof Error ? error.cause.stack : ''}`, { cause: error })
    }
  })
  stage.core.lent.said.length = 0
})
