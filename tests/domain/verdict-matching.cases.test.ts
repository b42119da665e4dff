import { describe, expect, it } from 'vitest'
import { parseTaskAnswer } from '../../src/main/domain/task-answer.ts'
import { matchVerdicts, type Matching, type SubmittedAttempt } from '../../src/main/domain/verdict-matching.ts'

const batch = (size: number): SubmittedAttempt[] =>
  Array.from({ length: size }, (_, position) => ({ position, correlationName: `clip-${position}-u${position}`, url: `https://clips.example/${position}.mp4` }))

interface Sent { status?: string; error?: unknown; raw_response?: unknown; assets?: unknown[]; usable?: unknown[]; failed?: unknown[] }
function match(size: number, { status = 'completed', error, raw_response, assets, usable, failed }: Sent): Matching {
  const answer = parseTaskAnswer({ id: 't', status, error, result: { assets, usable_assets: usable, failed_assets: failed, raw_response } })
  if (!answer) throw new Error('not a task')
  return matchVerdicts(batch(size), answer)
}
const ok = (id: string, more: object = {}) => ({ asset_id: id, asset_url: `asset://${id}`, status: 'Active', ...more })
const bad = (id: string, more: object = {}) => ({ asset_id: id, status: 'Failed', ...more })
const name = (position: number) => `clip-${position}-u${position}`
const url = (position: number) => `https://clips.example/${position}.mp4`
const told = (matching: Matching) =>
  matching.kind === 'matched' ? matching.verdicts.map((one) => `${one.position} ${one.verdict} ${one.match} ${one.assetId ?? '-'}`) : matching.why

describe('a batch of one', () => {
  it('is certain, whatever the item says', () => {
    expect(told(match(1, { assets: [ok('x', { name: 'something else' })] }))).toEqual(['0 active exact x'])
  })
  it('takes its reason from the task when the item has none and the task says more than that it failed', () => {
    const failed = (error: unknown) => match(1, { status: 'failed', assets: [bad('x')], error })
    expect(failed({ code: 'FaceMismatch', message: 'm' })).toMatchObject({ verdicts: [{ reason: { code: 'FaceMismatch' } }] })
    expect(failed({ code: 'task_failed', message: 'rejected: FaceMismatch' })).toMatchObject({ verdicts: [{ reason: { message: 'rejected: FaceMismatch' } }] })
    expect(failed({ code: 'task_failed', message: '部分素材审核失败' })).toMatchObject({ verdicts: [{ verdict: 'failed', reason: null }] })
  })
  it('that ended without any item has failed when its task has', () => {
    expect(match(1, { status: 'failed', error: { code: 'x', message: 'm' } })).toMatchObject({ verdicts: [{ verdict: 'failed', match: 'exact', reason: { code: 'x' } }] })
    expect(told(match(1, { status: 'cancelled' }))).toEqual(['0 failed exact -'])
    expect(told(match(1, { status: 'completed' }))).toBe('no-result')
  })
  it('with two items is no match', () => {
    expect(told(match(1, { assets: [ok('x'), ok('y')] }))).toBe('counts')
  })
})

describe('items that carry their name', () => {
  it.each([
    ['as name', (position: number) => ({ name: name(position) })],
    ['as Name', (position: number) => ({ Name: name(position) })],
    ['somewhere deep', (position: number) => ({ meta: { request: [{ asset: { title: name(position) } }] } })],
    ['as their URL', (position: number) => ({ source: { url: url(position) } })],
    ['as name and URL', (position: number) => ({ name: name(position), url: url(position) })],
  ])('%s are matched exactly, in any order', (_where, echo) => {
    const matching = match(3, { assets: [ok('c', echo(2)), bad('a', echo(0)), ok('b', echo(1))], usable: [ok('c'), ok('b')], failed: [bad('a')] })
    expect(told(matching)).toEqual(['0 failed exact a', '1 active exact b', '2 active exact c'])
  })
  it('only in the failed list are matched there', () => {
    expect(told(match(2, { assets: [ok('x', { name: name(1) }), bad('y')], failed: [bad('y', { name: name(0) })] }))).toEqual(['0 failed exact y', '1 active exact x'])
  })
  it('give exact verdicts even where the lists have no common order', () => {
    expect(told(match(2, { usable: [ok('x', { name: name(1) })], failed: [bad('y', { name: name(0) })] }))).toEqual(['0 failed exact y', '1 active exact x'])
  })
  it('in part leave the rest to their order', () => {
    expect(told(match(3, { assets: [ok('x'), ok('y', { name: name(1) }), bad('z')] }))).toEqual(['0 active assumed x', '1 active exact y', '2 failed assumed z'])
  })
  it('in part, with one left, need no order', () => {
    expect(told(match(2, { usable: [ok('x', { name: name(1) })], failed: [bad('y')] }))).toEqual(['0 failed assumed y', '1 active exact x'])
  })
  it('in part and out of order show that order tells nothing', () => {
    const assets = [ok('x', { name: name(3) }), ok('y', { name: name(0) }), ok('z'), bad('w')]
    expect(told(match(4, { assets }))).toBe('order-not-kept')
  })
  it('twice are no match', () => {
    expect(told(match(2, { assets: [ok('x', { name: name(0) }), ok('y', { name: name(0) })] }))).toBe('clip-twice')
  })
  it('two at once are no match', () => {
    expect(told(match(2, { assets: [ok('x', { names: [name(0), name(1)] }), ok('y')] }))).toBe('several-clips')
  })
  it('all of them each echo the request, which tells nothing', () => {
    const request = { assets: [{ name: name(0) }, { name: name(1) }] }
    expect(told(match(2, { assets: [ok('x', { request }), ok('y', { request })] }))).toEqual(['0 active assumed x', '1 active assumed y'])
  })
  it('against their URL are no match', () => {
    expect(told(match(2, { assets: [ok('x', { name: name(0), url: url(1) }), ok('y')] }))).toBe('name-against-url')
  })
})

describe('the upstream’s answer', () => {
  it('ties an asset to a name', () => {
    const raw_response = { Result: { Items: [{ Id: 'y', Name: name(0), Status: 'Active' }, { Id: 'x', Name: name(1) }] } }
    expect(told(match(2, { assets: [ok('x'), bad('y')], raw_response }))).toEqual(['0 failed exact y', '1 active exact x'])
  })
  it('ties them across nested objects and asset URLs', () => {
    const raw_response = [{ asset: { ref: 'asset://y' }, request: { input: { name: name(0) } } }, { asset: { ref: 'asset://x' }, request: { input: { name: name(1) } } }]
    expect(told(match(2, { assets: [ok('x'), ok('y')], raw_response }))).toEqual(['0 active exact y', '1 active exact x'])
  })
  it('does not tie what lies in different elements of a list', () => {
    expect(told(match(2, { assets: [ok('x'), ok('y')], raw_response: { log: [{ id: 'x' }, { name: name(1) }] } }))).toEqual(['0 active assumed x', '1 active assumed y'])
  })
  it('that says two things of one asset is no match', () => {
    expect(told(match(2, { assets: [ok('x'), ok('y')], raw_response: [{ id: 'x', name: name(0) }, { id: 'x', name: name(1) }] }))).toBe('several-clips')
  })
  it('against the item is no match', () => {
    expect(told(match(2, { assets: [ok('x', { name: name(0) }), ok('y')], raw_response: [{ id: 'x', name: name(1) }] }))).toBe('name-against-url')
  })
})

describe('items that carry nothing', () => {
  it('are matched by their place, and that is assumed', () => {
    expect(told(match(2, { assets: [ok('x'), bad('y')], usable: [ok('x')], failed: [bad('y')] }))).toEqual(['0 active assumed x', '1 failed assumed y'])
  })
  it('are matched by their place in the one list there is', () => {
    expect(told(match(2, { status: 'failed', failed: [bad('x'), bad('y')] }))).toEqual(['0 failed assumed x', '1 failed assumed y'])
  })
  it('spread over two lists have no place', () => {
    expect(told(match(2, { usable: [ok('x')], failed: [bad('y')] }))).toBe('order-unknown')
  })
  it('under one URL for two clips are not told apart by it', () => {
    const twins = batch(2).map((attempt) => ({ ...attempt, url: 'https://clips.example/same.mp4' }))
    const answer = parseTaskAnswer({ id: 't', status: 'completed', result: { assets: [ok('x', { url: 'https://clips.example/same.mp4' }), ok('y')] } })
    expect(told(matchVerdicts(twins, answer!))).toEqual(['0 active assumed x', '1 active assumed y'])
  })
})

describe('what does not add up is not guessed at', () => {
  it.each([
    ['fewer items than clips', { assets: [ok('x', { name: name(0) })] }, 'counts'],
    ['more items than clips', { assets: [ok('x'), ok('y'), ok('z')] }, 'counts'],
    ['no item at all', { status: 'failed', error: { code: 'task_failed', message: 'x' } }, 'no-result'],
    ['an asset twice', { assets: [ok('x'), ok('x')] }, 'asset-twice'],
    ['an asset usable and failed', { usable: [ok('x'), ok('y')], failed: [bad('x')] }, 'in-both-lists'],
    ['a list longer than the one that should hold it', { assets: [ok('x'), ok('y')], failed: [bad('z')] }, 'counts'],
  ])('%s', (_name, sent, why) => {
    expect(told(match(2, sent))).toBe(why)
  })
  it('and says how many of what there were', () => {
    expect(match(3, { assets: [ok('x'), bad('y')], usable: [ok('x')], failed: [bad('y')] })).toEqual({ kind: 'disagree', why: 'counts', attempts: 3, items: 2, usable: 1, failed: 1 })
  })
})

it('a reason is the failed clip’s own; a cleared one has none', () => {
  const matching = match(2, { assets: [ok('x', { name: name(0), message: 'fine' }), bad('y', { name: name(1), error: { code: 'FaceMismatch', message: 'm' } })], error: { code: 'task_failed', message: 'some failed' } })
  expect(matching).toMatchObject({ verdicts: [{ reason: null }, { reason: { code: 'FaceMismatch', message: 'm' } }] })
})

it('an item without a verdict leaves its clip unclear and the others decided', () => {
  expect(told(match(2, { assets: [ok('x'), ok('y', { status: 'Processing' })] }))).toEqual(['0 active assumed x', '1 unclear assumed y'])
})
