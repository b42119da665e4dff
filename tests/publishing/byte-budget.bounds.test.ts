import { expect, test } from 'vitest'
import { createByteBudget, type HeldBytes } from '../../src/main/publishing/byte-budget.ts'

test('no more is lent than there is, the first asker first, and one who asks for more than all is served alone', async () => {
  const budget = createByteBudget(100)
  const served: string[] = []
  const ask = (name: string, bytes: number): Promise<HeldBytes> => budget.take(bytes).then((held) => { served.push(name); return held })
  const a = await ask('a', 60)
  const waiting = [ask('b', 60), ask('huge', 500), ask('c', 10)] as const
  await Promise.resolve()
  expect(served).toEqual(['a'])
  a.giveBack()
  const b = await waiting[0]
  expect(served).toEqual(['a', 'b'])
  b.giveBack()
  const huge = await waiting[1]
  expect(huge.content).toHaveLength(500)
  expect(served).toEqual(['a', 'b', 'huge'])
  huge.giveBack()
  huge.giveBack()
  expect((await waiting[2]).content).toHaveLength(10)
})

test('memory that was given back is lent again', async () => {
  const budget = createByteBudget(100)
  const first = await budget.take(50)
  const other = await budget.take(50)
  first.giveBack()
  const again = await budget.take(40)
  expect(again.content.buffer).toBe(first.content.buffer)
  other.giveBack()
  again.giveBack()
})
