import { expect, test } from 'vitest'
import { createCollector } from '../../src/main/runners/collector.ts'

const turn = () => new Promise((resolve) => { setImmediate(resolve) })

test.each(Array.from({ length: 25 }, (_, n) => n))('what arrives %i moments after the first is written, however the write is just ending', async (moments) => {
  const written: string[] = []
  const collector = createCollector<string>(async (items) => { written.push(...items) }, (error) => { throw error })
  collector.add('first')
  for (let n = 0; n < moments; n++) await Promise.resolve()
  collector.add('second')
  await turn()
  expect(written).toEqual(['first', 'second'])
})

test('what could not be written is told, and what comes after is written', async () => {
  const written: string[] = []
  const failed: string[] = []
  const collector = createCollector<string>(async (items) => {
    if (items.includes('bad')) throw new Error('no')
    written.push(...items)
  }, (_error, items) => { failed.push(...items) })
  collector.add('bad')
  await turn()
  collector.add('good')
  await collector.drained()
  expect({ written, failed }).toEqual({ written: ['good'], failed: ['bad'] })
})
