import { expect, test } from 'vitest'
import { createCoalescer } from '../../src/renderer/bridge/coalesce.ts'

function stage() {
  let now = 0
  const flushed: { at: number; items: string[] }[] = []
  let timer: { run: () => void; at: number } | null = null
  const coalescer = createCoalescer<string>({
    everyMs: 1000,
    now: () => now,
    later(run, ms) {
      timer = { run, at: now + ms }
      return () => {
        timer = null
      }
    },
    flush: (items) => flushed.push({ at: now, items: [...items] }),
  })
  return {
    coalescer,
    flushed,
    goTo: (at: number) => {
      const due = timer
      if (due && due.at <= at) {
        now = due.at
        timer = null
        due.run()
      }
      now = at
    },
  }
}

test('hands the first on at once, and what follows together, once a second', () => {
  const { coalescer, flushed, goTo } = stage()
  coalescer.add(['clips'])
  for (let at = 1; at < 1000; at += 1) {
    goTo(at)
    coalescer.add([at % 2 ? 'clips' : 'batches'])
  }
  goTo(1500)
  coalescer.add(['groups'])
  goTo(3000)
  expect(flushed).toEqual([
    { at: 0, items: ['clips'] },
    { at: 1000, items: ['clips', 'batches'] },
    { at: 2000, items: ['groups'] },
  ])
})

test('hands nothing on after it was stopped', () => {
  const { coalescer, flushed, goTo } = stage()
  coalescer.add(['clips'])
  coalescer.add(['batches'])
  coalescer.stop()
  goTo(5000)
  expect(flushed).toHaveLength(1)
})

test('hands nothing on for nothing', () => {
  const { coalescer, flushed } = stage()
  coalescer.add([])
  expect(flushed).toEqual([])
})
