import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseTaskAnswer, type TaskAnswer } from '../../src/main/domain/task-answer.ts'
import { matchVerdicts, type SubmittedAttempt } from '../../src/main/domain/verdict-matching.ts'

interface Fate { passes: boolean; named: boolean; byUrl: boolean }
const fates = fc.array(fc.record({ passes: fc.boolean(), named: fc.boolean(), byUrl: fc.boolean() }), { minLength: 1, maxLength: 20 })

const attemptsFor = (all: readonly Fate[]): SubmittedAttempt[] =>
  all.map((_, position) => ({ position, correlationName: `take-${position}-x${position}`, url: `https://c.example/${position}` }))

function answerFor(all: readonly Fate[], order: readonly number[], echoed: (fate: Fate) => boolean): TaskAnswer {
  const assets = order.map((position) => {
    const fate = all[position]!
    const echo = fate.byUrl ? { source: { url: `https://c.example/${position}` } } : { extra: [{ name: `take-${position}-x${position}` }] }
    return { asset_id: `asset-${position}`, asset_url: `asset://asset-${position}`, status: fate.passes ? 'Active' : 'Failed', ...(echoed(fate) ? echo : {}) }
  })
  const answer = parseTaskAnswer({
    code: 200,
    data: {
      id: 't', status: 'failed', progress: 100,
      result: { assets, usable_assets: assets.filter((item) => item.status === 'Active'), failed_assets: assets.filter((item) => item.status === 'Failed') },
    },
  })
  if (!answer) throw new Error('not a task')
  return answer
}
const shuffled = fates.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all.map((_, position) => position), { minLength: all.length })))

it('any shuffle of items that echo their name or URL is matched exactly', () => {
  fc.assert(
    fc.property(shuffled, ([all, order]) => {
      const matching = matchVerdicts(attemptsFor(all), answerFor(all, order, () => true))
      expect(matching).toMatchObject({
        kind: 'matched',
        verdicts: all.map((fate, position) => ({ position, match: 'exact', assetId: `asset-${position}`, verdict: fate.passes ? 'active' : 'failed' })),
      })
    }),
  )
})

it('no two clips ever get one asset, every clip gets exactly one verdict, and what is exact is true', () => {
  fc.assert(
    fc.property(shuffled, ([all, order]) => {
      const matching = matchVerdicts(attemptsFor(all), answerFor(all, order, (fate) => fate.named))
      if (matching.kind !== 'matched') return
      expect(matching.verdicts.map((one) => one.position)).toEqual(all.map((_, position) => position))
      expect(new Set(matching.verdicts.map((one) => one.assetId)).size).toBe(all.length)
      for (const one of matching.verdicts) {
        if (one.match === 'exact') expect(one.assetId).toBe(`asset-${one.position}`)
      }
    }),
  )
})

it('an item too many or too few never yields a verdict', () => {
  const lame = shuffled.chain(([all, order]) => fc.tuple(fc.constant(all), fc.constant(order), fc.integer({ min: 0, max: 19 }), fc.boolean()))
  fc.assert(
    fc.property(lame, ([all, order, at, named]) => {
      const cut = order.toSpliced(at % order.length, 1)
      fc.pre(all.length > 1)
      expect(matchVerdicts(attemptsFor(all), answerFor(all, cut, () => named)).kind).toBe('disagree')
      expect(matchVerdicts(attemptsFor(all).slice(1), answerFor(all, order, () => named)).kind).toBe('disagree')
    }),
  )
})

it('whatever is in a result, matching it neither fails nor gives an asset to two clips', () => {
  const word = fc.oneof(fc.constantFrom('take-0-x0', 'take-1-x1', 'https://c.example/2', 'asset-1', 'asset://asset-2'), fc.string({ maxLength: 4 }))
  const item = fc.dictionary(fc.constantFrom('asset_id', 'asset_url', 'status', 'name', 'url', 'error'), fc.oneof(word, fc.array(word, { maxLength: 2 })))
  const list = fc.array(item, { maxLength: 4 })
  const raw = fc.array(fc.dictionary(fc.constantFrom('Id', 'Name'), word), { maxLength: 3 })
  fc.assert(
    fc.property(list, list, list, raw, fc.integer({ min: 1, max: 4 }), (assets, usable_assets, failed_assets, raw_response, size) => {
      const answer = parseTaskAnswer({ id: 't', status: 'completed', result: { assets, usable_assets, failed_assets, raw_response } })!
      const attempts = attemptsFor(Array.from({ length: size }, () => ({ passes: true, named: true, byUrl: false })))
      const matching = matchVerdicts(attempts, answer)
      if (matching.kind !== 'matched') return
      expect(matching.verdicts).toHaveLength(size)
      for (const assets of [matching.verdicts.flatMap((one) => one.assetId ?? []), matching.verdicts.flatMap((one) => one.assetUrl ?? [])]) {
        expect(new Set(assets).size).toBe(assets.length)
      }
    }),
    { numRuns: 1000 },
  )
})
