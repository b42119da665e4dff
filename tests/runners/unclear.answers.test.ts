import { expect, test } from 'vitest'
import { openStage, type Stage } from '../helpers/core.ts'

/** A batch of three whose answer was lost; `takenIn` tells whether the sandbox has it all the same. */
async function withLostAnswer(scenario: 'lost-answer' | 'reset-before'): Promise<Stage & { batchId: number }> {
  const stage = await openStage({ scenario, settings: { batchSize: 3 } })
  await stage.takeIn(3)
  await stage.untilCounts({ 'needs-attention': 3 })
  const [batch] = await stage.batches()
  return { ...stage, batchId: batch?.id ?? 0 }
}

test('accepted with its task: it is followed to its verdicts and nothing is sent', async () => {
  const stage = await withLostAnswer('lost-answer')
  const taskId = stage.sandbox.accepted()[0]?.taskId ?? ''
  expect(await stage.client.batches.resolve({ ids: [stage.batchId], answer: { as: 'accepted', taskId } })).toEqual({ changed: 3 })
  await stage.untilCounts({ active: 3 })
  expect(await stage.batches()).toMatchObject([{ state: 'finished', taskId }])
  expect(stage.submissions()).toHaveLength(1)
  expect(await stage.events('batch.in-review')).toMatchObject([{ actor: 'operator', data: { answer: 'accepted', task: taskId } }])
})

test('accepted with a task that the service does not know needs a person again at once: it is very likely mistyped', async () => {
  const stage = await withLostAnswer('reset-before')
  await stage.client.batches.resolve({ ids: [stage.batchId], answer: { as: 'accepted', taskId: 'task_nobody_knows' } })
  await stage.clock.until(async () => (await stage.batches())[0]?.why?.kind === 'task-forgotten', { withinMs: 60_000, describe: () => stage.batches() })
  expect(await stage.counts()).toEqual({ 'needs-attention': 3 })
  expect((await stage.batches())[0]?.why?.message).toContain('task_nobody_knows')
  expect(stage.submissions()).toHaveLength(1)
})

test.each(['not-accepted', 'resubmit'] as const)('%s: its clips are sent once more, in a batch of their own with names of their own', async (as) => {
  const stage = await withLostAnswer('reset-before')
  await stage.client.batches.resolve({ ids: [stage.batchId], answer: { as } })
  await stage.untilCounts({ active: 3 })
  await stage.clock.leap(3_600_000)
  expect(stage.submissions()).toHaveLength(2)
  expect(stage.sandbox.accepted()).toHaveLength(1)
  expect(await stage.batches()).toMatchObject([{ id: stage.batchId, state: 'refused', why: { kind: as } }, { state: 'finished', size: 3 }])
  for (const clip of await stage.clips()) {
    const { attempts } = await stage.client.clips.get({ id: clip.id })
    expect(attempts).toHaveLength(2)
    expect(new Set(attempts.map((attempt) => attempt.correlationName)).size).toBe(2)
    // Whoever says "resubmit" does not say that it was never accepted: that attempt stays unclear in the history.
    expect(attempts.map((attempt) => attempt.verdict).sort()).toEqual([as === 'resubmit' ? 'unclear' : 'not-sent', 'active'].sort())
  }
})

test('verdicts given by a person are certain, and end the batch', async () => {
  const stage = await withLostAnswer('lost-answer')
  const [first, second, third] = await stage.clips()
  await stage.client.batches.resolve({
    ids: [stage.batchId],
    answer: { as: 'verdicts', verdicts: [{ clip: String(first?.id), verdict: 'active', assetId: 'asset-1' }, { clip: second?.name ?? '', verdict: 'failed' }, { clip: third?.location ?? '', verdict: 'active', assetUrl: 'asset://third' }] },
  })
  expect((await stage.clips()).map((clip) => [clip.state, clip.assetUrl, clip.match])).toEqual([['active', 'asset://asset-1', 'exact'], ['failed', null, 'exact'], ['active', 'asset://third', 'exact']])
  expect(await stage.batches()).toMatchObject([{ state: 'finished' }])
  await stage.clock.leap(3_600_000)
  expect(stage.submissions()).toHaveLength(1)
})

test('verdicts that leave a clip out are refused in words, and nothing has changed', async () => {
  const stage = await withLostAnswer('lost-answer')
  const [first] = await stage.clips()
  const answer = stage.client.batches.resolve({ ids: [stage.batchId], answer: { as: 'verdicts', verdicts: [{ clip: String(first?.id), verdict: 'active', assetId: 'a' }] } })
  await expect(answer).rejects.toMatchObject({ data: { kind: 'invalid-input', message: expect.stringContaining('leave out 2 clips') as string } })
  expect(await stage.counts()).toEqual({ 'needs-attention': 3 })
})

test('an answer to many batches of which one takes none changes none of them', async () => {
  const stage = await openStage({ scenario: 'lost-answer', settings: { batchSize: 1 } })
  await stage.takeIn(2)
  await stage.untilCounts({ 'needs-attention': 1, active: 1 })
  const ids = (await stage.batches()).map((batch) => batch.id)
  await expect(stage.client.batches.resolve({ ids, answer: { as: 'resubmit' } })).rejects.toMatchObject({ data: { kind: 'not-permitted-now' } })
  expect(await stage.counts()).toEqual({ 'needs-attention': 1, active: 1 })
})

test('a task that disagreed is followed again when asked, and its decided clips keep their verdicts', async () => {
  const stage = await openStage({ scenario: 'counts-disagree', settings: { batchSize: 3 } })
  await stage.takeIn(3)
  await stage.untilCounts({ 'needs-attention': 3 })
  const [batch] = await stage.batches()
  await stage.client.batches.resolve({ ids: [batch?.id ?? 0], answer: { as: 'follow-again' } })
  expect(await stage.counts()).toEqual({ 'in-review': 3 })
  await stage.untilCounts({ 'needs-attention': 3 })
  expect(stage.submissions()).toHaveLength(1)
  const polls = stage.sandbox.requests().filter((request) => request.method === 'GET')
  expect(polls.length).toBeGreaterThanOrEqual(2)
})
