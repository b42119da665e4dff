import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, onTestFinished, test } from 'vitest'
import { refresh } from '../../src/renderer/bridge/refresh.ts'

/** A question to a core whose truth changes; each asking reads it at once and answers when it is let. */
function question() {
  let truth = 'before'
  const answers: (() => void)[] = []
  const queries = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', staleTime: 30_000, retry: false } } })
  onTestFinished(() => queries.clear())
  const options = {
    queryKey: [['groups', 'list'], { type: 'query' }],
    queryFn: async () => {
      const read = truth
      await new Promise<void>((resolve) => { answers.push(resolve) })
      return read
    },
  }
  return {
    queries, options,
    change() { truth = 'after' },
    asked: () => answers.length,
    /** Answers whatever was asked so far, and lets everybody hear of it. */
    async answer() {
      for (const answer of answers.splice(0)) answer()
      await new Promise((resolve) => { setImmediate(resolve) })
    },
    shown: () => queries.getQueryData(options.queryKey),
  }
}

test('a first answer that was read before the change is asked for again', async () => {
  const { queries, options, change, answer, asked, shown } = question()
  onTestFinished(new QueryObserver(queries, options).subscribe(() => undefined))
  change()
  for (let n = 0; n < 3; n++) void refresh(queries, ['groups'])
  await answer()
  expect(shown()).toBe('before')
  // Once, however often it was said meanwhile.
  expect(asked()).toBe(1)
  await answer()
  expect(shown()).toBe('after')
})

test('so is one that no screen shows any more when somebody looks again', async () => {
  const { queries, options, change, answer, shown } = question()
  const leave = new QueryObserver(queries, options).subscribe(() => undefined)
  await answer()
  void refresh(queries, ['groups'])
  leave()
  change()
  void refresh(queries, ['groups'])
  await answer()
  onTestFinished(new QueryObserver(queries, options).subscribe(() => undefined))
  await answer()
  expect(shown()).toBe('after')
})

test('what is shown and answered is asked again at once; what the topics do not concern is left alone', async () => {
  const { queries, options, change, answer, asked, shown } = question()
  onTestFinished(new QueryObserver(queries, options).subscribe(() => undefined))
  await answer()
  change()
  void refresh(queries, ['folders'])
  expect(asked()).toBe(0)
  void refresh(queries)
  await answer()
  expect(shown()).toBe('after')
})
