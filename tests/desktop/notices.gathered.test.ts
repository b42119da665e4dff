import { describe, expect, test } from 'vitest'
import { newsBetween, noNews, noticeOf, type News } from '../../electron/pulse/news.ts'
import { createNotifier } from '../../electron/pulse/notify.ts'
import type { Pulse } from '../../electron/pulse/pulse.ts'
import { createProgress, isWorking, stateLine, switchOf } from '../../electron/pulse/shell-state.ts'
import { wordsOf } from '../../electron/words.ts'
import { noClips, type ClipState } from '../../src/contract/models/states.ts'
import { fakeClock } from '../helpers/fake-clock.ts'

const words = wordsOf('en')
function pulse(counts: Partial<Record<ClipState, number>>, more: Partial<Pulse> = {}): Pulse {
  return { accounts: [{ id: 1, name: 'default', state: 'running', stop: null }], counts: { ...noClips(), ...counts }, needYou: 0, events: [], ...more }
}
const batch = (groupId: number): News => ({ ...noNews(), cleared: 20, batches: [groupId] })

describe('notices', () => {
  test('a night of finished batches is a notice a minute, not a storm', async () => {
    const clock = fakeClock()
    const told: News[] = []
    const notifier = createNotifier(clock, new AbortController().signal, (news) => told.push(news))
    for (let second = 0; second < 600; second++) {
      notifier.hear(batch(1))
      await clock.run(1_000)
    }
    expect(told.length).toBeLessThanOrEqual(11)
    expect(told.length).toBeGreaterThanOrEqual(9)
    expect(told.reduce((sum, news) => sum + news.batches.length, 0)).toBeGreaterThan(500)
  })

  test('a stopped account waits for nothing', () => {
    const told: News[] = []
    const notifier = createNotifier(fakeClock(), new AbortController().signal, (news) => told.push(news))
    notifier.hear(batch(1))
    notifier.hear({ ...noNews(), stopped: [{ accountId: 1, name: 'default', stop: 'key-refused' }] })
    expect(told).toHaveLength(1)
    expect(noticeOf(told[0] ?? noNews(), words, () => undefined)).toEqual({ kind: 'stopped', title: 'default has stopped', body: 'The service refuses the key. Nothing is sent until a new one is entered.', place: '/needs-you' })
  })

  test('lead to the person when everything is one person’s, and to what needs a person when something failed', () => {
    expect(noticeOf(batch(3), words, () => 'Ada')).toEqual({ kind: 'done', title: 'A batch is finished', body: 'Ada: 20 cleared, 0 failed.', place: '/people/3?tab=batches' })
    expect(noticeOf({ ...noNews(), cleared: 30, failed: 2, batches: [1, 2] }, words, () => 'Ada')).toMatchObject({ kind: 'failed', title: '2 batches finished', body: '30 cleared, 2 failed.', place: '/needs-you' })
    expect(noticeOf(noNews(), words, () => undefined)).toBeNull()
  })

  test('an account that is there for the first time, or has only no key, has not stopped', () => {
    const stopped = { id: 2, name: 'other', state: 'stopped' as const, stop: 'no-balance' as const }
    expect(newsBetween(pulse({}), pulse({}, { accounts: [stopped] })).stopped).toEqual([])
    expect(newsBetween(pulse({}, { accounts: [{ ...stopped, state: 'running', stop: null }] }), pulse({}, { accounts: [stopped] })).stopped).toEqual([{ accountId: 2, name: 'other', stop: 'no-balance' }])
  })
})

describe('what the tray and the dock show', () => {
  test('progress begins with an empty queue, grows longer with what comes, and ends with the last', () => {
    const progress = createProgress()
    expect(progress(pulse({ active: 100 })).share).toBeNull()
    expect(progress(pulse({ active: 100, ready: 10 })).share).toBe(0)
    expect(progress(pulse({ active: 105, ready: 5 })).share).toBe(0.5)
    expect(progress(pulse({ active: 105, ready: 15 })).share).toBe(0.25)
    expect(progress(pulse({ active: 120 })).share).toBeNull()
    expect(progress(pulse({ active: 118, failed: 0, ready: 2 }, { accounts: [{ id: 1, name: 'default', state: 'paused', stop: null }] }))).toEqual({ share: 0, mode: 'paused' })
  })

  test('the line says what is happening; an account without a key only when something waits for it', () => {
    const accounts = [{ id: 1, name: 'default', state: 'stopped' as const, stop: 'no-key' as const }]
    expect(stateLine(null, words)).toBe('Starting…')
    expect(stateLine(pulse({ ready: 3, 'in-review': 4 }), words)).toBe('3 on their way, 4 in review')
    expect(stateLine(pulse({}, { accounts }), words)).toBe('Nothing is waiting')
    expect(stateLine(pulse({ ready: 1 }, { accounts }), words)).toBe('default has stopped: no key')
    expect([switchOf(null), switchOf(pulse({})), switchOf(pulse({}, { accounts }))]).toEqual([null, 'pause', null])
    expect([isWorking(pulse({ 'in-review': 1 })), isWorking(pulse({ active: 9 })), isWorking(pulse({ ready: 1 }, { accounts }))]).toEqual([true, false, false])
  })
})
