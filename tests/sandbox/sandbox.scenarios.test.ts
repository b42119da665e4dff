import { describe, expect, test } from 'vitest'
import { slowMs } from '../../src/main/sandbox/submissions.ts'
import { anyText, openSandbox, type ApiAnswer, type ItemBody, type TaskBody } from './sandbox-fixture.ts'

const five = ['a', 'b', 'c', 'd', 'e']

async function reviewed(scenario: string, names = five, seed = 1) {
  const api = await openSandbox({ scenario, seed })
  const { id } = (await api.submit(names)).body.data
  const data = await api.finish(id)
  return { api, id, data, truth: api.sandbox.outcomes().get(id) ?? [] }
}

const rawNames = (raw: unknown) => new Map((raw as { Items: { Id: string; Name: string }[] }).Items.map((item) => [item.Id, item.Name]))

const ids = (items: { asset_id: string }[]) => items.map((item) => item.asset_id)

describe('how results come', () => {
  test('plain keeps the order of submission', async () => {
    const { data, truth } = await reviewed('plain')
    expect(ids(data.result.assets)).toEqual(truth.map((asset) => asset.assetId))
  })

  test('shuffled changes the order and says nothing of it', async () => {
    const { data, truth } = await reviewed('shuffled')
    expect(ids(data.result.assets)).not.toEqual(truth.map((asset) => asset.assetId))
    expect(ids(data.result.assets).sort()).toEqual(truth.map((asset) => asset.assetId).sort())
    expect(JSON.stringify(data)).not.toContain('name')
  })

  test.each<[string, (item: ItemBody, data: TaskBody) => string | undefined]>([
    ['echo-names', (item) => item.name],
    ['echo-names-shuffled', (item) => item.name],
    ['echo-urls-shuffled', (item) => item.url?.split('/').pop()],
    ['raw-names-shuffled', (item, data) => rawNames(data.result.raw_response).get(item.asset_id)],
    ['raw-text-names', (item, data) => rawNames(JSON.parse(data.result.raw_response as string)).get(item.asset_id)],
  ])('%s tells which item is which clip', async (scenario, nameOf) => {
    const { data, truth } = await reviewed(scenario)
    const named = new Map(data.result.assets.map((item) => [item.asset_id, nameOf(item, data)]))
    expect(named).toEqual(new Map(truth.map((asset) => [asset.assetId, asset.name])))
    const isShuffled = String(ids(data.result.assets)) !== String(truth.map((asset) => asset.assetId))
    expect(isShuffled).toBe(scenario.includes('shuffled'))
  })

  test('reasons gives each failed item a code and words', async () => {
    const { data } = await reviewed('reasons')
    expect(data.result.failed_assets).toHaveLength(2)
    for (const item of data.result.failed_assets) expect(item.error).toEqual({ code: anyText, message: anyText })
    for (const item of data.result.usable_assets) expect(item.error).toBeUndefined()
  })

  test('counts-disagree leaves one out, missing-result all', async () => {
    expect((await reviewed('counts-disagree')).data.result.assets).toHaveLength(4)
    expect((await reviewed('missing-result')).data).not.toHaveProperty('result')
  })

  test('in-both-lists contradicts itself', async () => {
    const { data } = await reviewed('in-both-lists')
    expect(data.result.usable_assets).toHaveLength(5)
    expect(ids(data.result.failed_assets)).toEqual(ids(data.result.assets).slice(0, 1))
  })

  test('flat-bodies have no {code, data} around them', async () => {
    const api = await openSandbox({ scenario: 'flat-bodies' })
    const { body } = await api.submit(['a'])
    expect(body).toMatchObject({ id: anyText, status: 'processing' })
    await api.sandbox.idle()
    api.clock.advance(2_000)
    expect((await api.read(body.id)).body).toMatchObject({ id: body.id, status: 'completed', result: {} })
  })
})

describe('how many fail', () => {
  test.each([
    ['some-fail', 3],
    ['most-fail', 8],
    ['all-fail', 10],
  ])('%s fails its share, without a reason, and the rest stay usable beside a failed task', async (scenario, failing) => {
    const { data } = await reviewed(scenario, Array.from({ length: 10 }, (_, n) => `n${n}`))
    expect(data.result.failed_assets).toHaveLength(failing)
    expect(data.result.usable_assets).toHaveLength(10 - failing)
    expect(data).toMatchObject({ status: 'failed', error: { code: 'task_failed' } })
    expect(data.result.failed_assets[0]?.error).toBeUndefined()
  })

  test('the seed alone decides which', async () => {
    const failed = async (seed: number) => (await reviewed('some-fail', Array.from({ length: 20 }, (_, n) => `n${n}`), seed)).truth.filter((a) => !a.passed).map((a) => a.name)
    expect(await failed(7)).toEqual(await failed(7))
    expect(await failed(7)).not.toEqual(await failed(8))
  })
})

describe('how a submission is answered', () => {
  test.each<[string, number, (answer: ApiAnswer) => void, number]>([
    // scenario, how often, what comes, how many were taken in by then
    ['envelope-500', 2, (answer) => expect(answer.body.error).toMatchObject({ code: 500, type: 'server_error' }), 0],
    ['html-500', 1, (answer) => expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']), 0],
    ['html-502-accepted', 1, (answer) => expect(answer.status).toBe(502), 1],
    ['html-200', 1, (answer) => expect([answer.status, answer.body]).toEqual([200, undefined]), 1],
    ['code-not-200', 2, (answer) => expect([answer.status, answer.body.code]).toEqual([200, 500]), 0],
  ])('%s goes wrong %i time(s), then well', async (scenario, times, judge, takenIn) => {
    const api = await openSandbox({ scenario })
    for (let n = 0; n < times; n++) judge(await api.submit(['a']))
    expect(api.sandbox.accepted()).toHaveLength(takenIn)
    expect((await api.submit(['a'])).body.data.status).toBe('processing')
  })

  test.each([
    ['lost-answer', 1],
    ['reset-before', 0],
  ])('%s ends the connection; taken in: %i', async (scenario, takenIn) => {
    const api = await openSandbox({ scenario })
    await expect(api.submit(['a'])).rejects.toThrow('fetch failed')
    expect(api.sandbox.accepted()).toHaveLength(takenIn)
    expect(api.sandbox.requests()).toMatchObject([{ status: null }])
    expect((await api.submit(['a'])).status).toBe(200)
  })

  test('hang takes the submission in and never answers', async () => {
    const api = await openSandbox({ scenario: 'hang' })
    const body = JSON.stringify({ group_id: 'g', assets: [{ name: 'a', url: 'http://h/a' }] })
    const giveUp = new AbortController()
    const answer = fetch(`${api.sandbox.url}/v1/seedance2/real-avatar`, { method: 'POST', body, headers: { authorization: 'Bearer k' }, signal: giveUp.signal })
    await expect.poll(() => api.sandbox.accepted()).toHaveLength(1)
    giveUp.abort()
    await expect(answer).rejects.toThrow('abort')
    expect(api.sandbox.requests()[0]?.status).toBeNull()
  })

  test('slow answers after three seconds of its clock', async () => {
    const api = await openSandbox({ scenario: 'slow' })
    const answer = api.submit(['a'])
    await expect.poll(() => api.sandbox.accepted()).toHaveLength(1)
    expect(api.sandbox.requests()[0]?.status).toBeNull()
    api.clock.advance(slowMs)
    expect((await answer).status).toBe(200)
  })

  test('no-balance after two; key-refused from the first; another scenario mends it', async () => {
    const api = await openSandbox({ scenario: 'no-balance' })
    expect([(await api.submit(['a'])).status, (await api.submit(['b'])).status, (await api.submit(['c'])).status]).toEqual([200, 200, 402])
    api.sandbox.useScenario('key-refused')
    expect((await api.submit(['c'])).status).toBe(401)
    api.sandbox.useScenario('plain')
    expect((await api.submit(['c'])).status).toBe(200)
  })
})

test('a scenario chosen again counts its faults anew', async () => {
  const api = await openSandbox({ scenario: 'html-500' })
  const submit = async () => (await api.submit(['a'])).status
  expect([await submit(), await submit()]).toEqual([500, 200])
  api.sandbox.useScenario('html-500')
  expect([await submit(), await submit()]).toEqual([500, 200])
})

describe('the rate limit', () => {
  test.each([
    ['rate-limited', 'retry-after', '40'],
    ['rate-limited-ms', 'retry-after-ms', '40000'],
    ['rate-limited-date', 'retry-after', 'Thu, 01 Jan 2026 00:01:00 GMT'],
    ['rate-limited-bare', 'retry-after', null],
  ])('%s takes three in any 60 s and says when to come back', async (scenario, header, value) => {
    const api = await openSandbox({ scenario })
    const submit = async () => (await api.submit(['a'])).status
    expect([await submit(), await submit(), await submit()]).toEqual([200, 200, 200])
    api.clock.advance(20_000)
    const refused = await api.submit(['a'])
    expect(refused.body.error).toMatchObject({ code: 429, type: 'rate_limit_error' })
    expect(refused.headers.get(header)).toBe(value)
    api.clock.advance(39_999)
    expect(await submit()).toBe(429)
    api.clock.advance(1)
    expect([await submit(), await submit(), await submit(), await submit()]).toEqual([200, 200, 200, 429])
  })

  test('the window slides: it does not start anew with the minute', async () => {
    const api = await openSandbox({ scenario: 'plain', submitLimitPerMinute: 2 })
    const submit = async () => (await api.submit(['a'])).status
    await submit()
    api.clock.advance(30_000)
    await submit()
    api.clock.advance(30_000)
    expect([await submit(), await submit()]).toEqual([200, 429])
  })

  test('polls-limited has a limit for readings', async () => {
    const api = await openSandbox({ scenario: 'polls-limited' })
    const statuses = []
    for (let n = 0; n < 21; n++) statuses.push((await api.read('x')).status)
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 404), 429])
  })
})

describe('how a task goes on', () => {
  /** What a reading says after each share of the review time. */
  async function course(scenario: string, shares: number[]) {
    const api = await openSandbox({ scenario })
    const { id } = (await api.submit(['a'])).body.data
    await api.sandbox.idle()
    const seen: unknown[] = []
    let elapsed = 0
    for (const share of shares) {
      api.clock.advance(share * 2_000 - elapsed)
      elapsed = share * 2_000
      const { status, body } = await api.read(id)
      seen.push(status === 200 ? body.data.status : status)
    }
    return seen
  }

  test.each<[string, unknown[]]>([
    ['plain', ['processing', 'processing', 'processing', 'completed', 'completed', 'completed']],
    ['many-words', ['pending', 'submitted', 'processing', 'completed', 'completed', 'completed']],
    ['unknown-status', ['processing', 'processing', 'processing', 'human_review', 'completed', 'completed']],
    ['unknown-status-forever', ['processing', 'processing', 'processing', 'human_review', 'human_review', 'human_review']],
    ['never-ends', ['processing', 'processing', 'processing', 'processing', 'processing', 'processing']],
    ['cancelled', ['processing', 'processing', 'processing', 'cancelled', 'cancelled', 'cancelled']],
    ['task-forgotten', ['processing', 404, 404, 404, 404, 404]],
    ['task-found-late', [404, 'processing', 'processing', 'completed', 'completed', 'completed']],
  ])('%s', async (scenario, expected) => {
    expect(await course(scenario, [0, 0.5, 0.9, 1, 2, 5000])).toEqual(expected)
  })

  test('polls-stumble goes wrong in four ways and right in between', async () => {
    const api = await openSandbox({ scenario: 'polls-stumble' })
    const { id } = (await api.submit(['a'])).body.data
    const seen = []
    for (let n = 0; n < 8; n++) seen.push(await api.read(id).then((answer) => answer.body?.data?.status ?? answer.status, () => 'reset'))
    expect(seen).toEqual([502, 'processing', 'reset', 'processing', 500, 'processing', 200, 'processing'])
  })
})
