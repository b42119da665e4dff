import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTaskAnswer } from '../../src/main/domain/task-answer.ts'

const a = { asset_id: 'asset_a', asset_url: 'asset://asset_a', status: 'Active' }
const b = { asset_id: 'asset_b', asset_url: 'asset://asset_b', status: 'Failed' }
const partly = {
  id: 'task_01K', status: 'failed', progress: 100,
  result: { assets: [a, b], usable_assets: [a], failed_assets: [b] },
  error: { code: 'task_failed', message: '部分素材审核失败' },
}
const read = (body: unknown) => {
  const task = parseTaskAnswer(body)
  if (!task) throw new Error('not taken for a task')
  return task
}
const items = (result: unknown) => read({ code: 200, data: { id: 't', status: 'completed', result } }).items

describe('a task', () => {
  it('that failed in part carries both verdicts, each item once', () => {
    const task = read({ code: 200, data: partly })
    expect(task).toMatchObject({
      id: 'task_01K', status: { is: 'failed', word: 'failed' }, progress: 100, ordered: true,
      counts: { assets: 2, usable: 1, failed: 1 }, error: { code: 'task_failed', message: '部分素材审核失败' },
    })
    expect(task.items.map(({ assetId, verdict, lists }) => [assetId, verdict, lists])).toEqual([
      ['asset_a', 'active', ['assets', 'usable']],
      ['asset_b', 'failed', ['assets', 'failed']],
    ])
  })

  it('reads the same flat as wrapped', () => {
    const { raw: _flat, ...flat } = read(partly)
    const { raw: _wrapped, ...wrapped } = read({ code: '200', data: partly })
    expect(flat).toEqual(wrapped)
  })

  it('keeps everything it was read from', () => {
    const body = { code: 200, data: { ...partly, later: { invented: true } } }
    expect(read(body).raw).toBe(body)
    expect(read(body).items[1]?.raw).toEqual([b, b])
  })

  it.each([
    ...['pending', 'processing', 'submitted', 'queued', 'running', 'in_progress', 'PROCESSING'].map((word) => [word, 'moving']),
    ...['completed', 'succeeded', 'success', 'Completed'].map((word) => [word, 'completed']),
    ['failed', 'failed'], ['cancelled', 'cancelled'], ['canceled', 'cancelled'],
    ['pondering', 'unknown'],
  ])('whose status is %s is %s', (word, is) => {
    expect(read({ id: 't', status: word }).status).toEqual({ is, word })
  })

  it('without a status is of unknown status, not finished', () => {
    expect(read({ id: 't' }).status).toEqual({ is: 'unknown', word: null })
  })

  it.each([[50, 50], ['50', 50], ['50%', 50], [170, 100], [-3, 0], ['soon', null], [null, null]])('with progress %j is %j along', (progress, expected) => {
    expect(read({ id: 't', status: 'processing', progress }).progress).toBe(expected)
  })

  it('of a validation session holds the token and the link', () => {
    const task = read({ code: 200, data: { id: 't', status: 'completed', result: { byted_token: 'token_x', h5_link: 'https://h5.example/x', raw_response: {} } } })
    expect(task.session).toEqual({ bytedToken: 'token_x', h5Link: 'https://h5.example/x' })
    expect(read(partly).session).toBeNull()
  })

  it.each([
    { code: 200, data: { id: 't', status: 'completed', result: { GroupId: 'group-1' } } },
    { code: 200, data: { id: 't', status: 'completed', result: { group_id: 'group-1' } } },
    { id: 't', status: 'completed', result: { GroupId: 'group-1' } },
    { id: 't', status: 'completed', GroupId: 'group-1' },
  ])('of a verdict on a person names the group: %j', (body) => {
    expect(read(body).groupId).toBe('group-1')
  })

  it('passes the upstream’s answer on, parsed when it came as text', () => {
    const withRaw = (raw_response: unknown) => read({ id: 't', status: 'completed', result: { raw_response } }).rawResponse
    expect(withRaw({ Items: [1] })).toEqual({ Items: [1] })
    expect(withRaw('{"Items":[1]}')).toEqual({ Items: [1] })
    expect(withRaw('not json')).toBe('not json')
    expect(withRaw(undefined)).toBeNull()
  })

  it.each([null, [], 'task', 7, {}, { code: 200 }, { code: 200, data: null }, { error: { code: 404, message: 'x' } }])('is not found in %j', (body) => {
    expect(parseTaskAnswer(body)).toBeNull()
  })

  it('is read without an error out of any JSON', () => {
    const anyList = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(fc.jsonValue(), fc.record({ asset_id: fc.jsonValue(), status: fc.jsonValue() }))))
    const results = fc.record({ assets: anyList, usable_assets: anyList, failed_assets: anyList, raw_response: fc.jsonValue() })
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.record({ id: fc.jsonValue(), status: fc.jsonValue(), progress: fc.jsonValue(), result: results })), (body) => {
      const task = parseTaskAnswer(body)
      if (task) expect(task.raw).toBe(body)
    }))
  })
})

describe('the items of a result', () => {
  it.each([
    ['camelCase', { assetId: 'x', assetUrl: 'asset://x', status: 'Active' }],
    ['the upstream’s case', { AssetId: 'x', Status: 'Active' }],
    ['an id alone, from which the URL is made', { id: 'x', status: 'active' }],
    ['a bare id', 'x'],
    ['a bare asset URL', 'asset://x'],
    ['a URL alone', { url: 'asset://x' }],
  ])('are read from %s', (_name, item) => {
    expect(items({ usable_assets: [item] })[0]).toMatchObject({ assetId: 'x', assetUrl: 'asset://x', verdict: 'active' })
  })

  it('do not take the clip’s own URL for the asset', () => {
    expect(items({ failed_assets: [{ url: 'https://clips.example/1.mp4', status: 'Failed' }] })[0]).toMatchObject({ assetId: null, assetUrl: null, verdict: 'failed' })
  })

  it.each([
    ['an error object', { error: { code: 'FpsTooLow', message: 'x' } }, { code: 'FpsTooLow', message: 'x' }],
    ['the upstream’s error object', { Error: { Code: 'FpsTooLow', Message: 'x' } }, { code: 'FpsTooLow', message: 'x' }],
    ['a sentence', { error: 'too slow' }, { code: null, message: 'too slow' }],
    ['separate fields', { error_code: 17, error_message: 'x' }, { code: '17', message: 'x' }],
    ['a fail reason', { fail_reason: 'x' }, { code: null, message: 'x' }],
    ['nothing', {}, null],
    ['an empty error', { error: {} }, null],
  ])('take the reason from %s', (_name, fields, reason) => {
    expect(items({ failed_assets: [{ asset_id: 'x', status: 'Failed', ...fields }] })[0]?.reason).toEqual(reason)
  })

  it('take the reason from whichever list gives it', () => {
    const [item] = items({ assets: [{ asset_id: 'x', status: 'Failed' }], failed_assets: [{ asset_id: 'x', status: 'Failed', error: 'why' }] })
    expect(item?.reason).toEqual({ code: null, message: 'why' })
  })

  it('without ids are the same in two lists when all else is', () => {
    const f = { status: 'Failed' }
    expect(items({ assets: [f, f, a], usable_assets: [a], failed_assets: [f, f] }).map((item) => item.verdict)).toEqual(['failed', 'failed', 'active'])
  })

  it('without ids, told more fully in the second list, are the same when there is one of them', () => {
    const [first, second] = items({ assets: [a, { status: 'Failed' }], usable_assets: [a], failed_assets: [{ status: 'Failed', error: { code: 'FaceMismatch' } }] })
    expect(first?.verdict).toBe('active')
    expect(second).toMatchObject({ verdict: 'failed', reason: { code: 'FaceMismatch', message: null } })
  })

  it('that contradict themselves are unclear', () => {
    expect(items({ usable_assets: [a], failed_assets: [a] })[0]?.verdict).toBe('unclear')
    expect(items({ usable_assets: [{ ...a, status: 'Failed' }] })[0]?.verdict).toBe('unclear')
  })

  it('that are still being looked at, or cleared with nothing to use them by, are unclear', () => {
    expect(items({ assets: [{ ...a, status: 'Processing' }] })[0]?.verdict).toBe('unclear')
    expect(items({ usable_assets: [{ status: 'Active' }] })[0]?.verdict).toBe('unclear')
  })

  it('have an order only where one list holds them all', () => {
    const ordered = (result: unknown) => read({ id: 't', status: 'completed', result }).ordered
    expect(ordered({ assets: [b, a], usable_assets: [a], failed_assets: [b] })).toBe(true)
    expect(ordered({ usable_assets: [a] })).toBe(true)
    expect(ordered({ usable_assets: [a], failed_assets: [b] })).toBe(false)
  })
})
