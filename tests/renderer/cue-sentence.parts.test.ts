import { describe, expect, test } from 'vitest'
import { noClips } from '../../src/contract/models/states.ts'
import type { Cue } from '../../src/contract/models/overview.ts'
import { cueSentence, stillToCome } from '../../src/renderer/frame/cue-sentence.ts'

const rate = { limitRpm: 3, workingRpm: null, lastMinute: 2, nextAt: null, toldToWaitUntil: null }

function cue(parts: Partial<Cue>): Cue {
  return {
    account: { name: 'default', state: 'running', stop: null, submit: rate, poll: rate } as unknown as Cue['account'],
    runner: { here: true, elsewhere: null },
    doing: 'idle',
    counts: noClips(),
    nextSendAt: null,
    nextAnswerAt: null,
    doneAt: null,
    limitedBy: null,
    uploads: null,
    networkWait: null,
    ...parts,
  }
}

describe('the cue line', () => {
  test('says how fast it sends, when next, and when it is done', () => {
    expect(cueSentence(cue({ doing: 'sending', nextSendAt: 5, doneAt: 9 }), 'open')).toEqual({
      parts: [{ key: 'sending', used: 2, limit: 3 }, { key: 'next', at: 5 }, { key: 'done', at: 9 }],
      light: 'breathing',
    })
  })

  test('breathes only while sending', () => {
    const others = ['told-to-wait', 'service-trouble', 'preparing', 'in-review', 'idle', 'paused', 'offline', 'stopped'] as const
    expect(others.map((doing) => cueSentence(cue({ doing }), 'open').light)).not.toContain('breathing')
  })

  test('says how many wait while nothing can be sent', () => {
    const counts = { ...noClips(), ready: 3, checking: 2, active: 9, failed: 4 }
    for (const doing of ['paused', 'offline', 'stopped'] as const) {
      expect(cueSentence(cue({ doing, counts }), 'open').parts).toContainEqual({ key: 'waiting', count: 5 })
    }
  })

  test('promises no time that is not known', () => {
    expect(cueSentence(cue({ doing: 'in-review', counts: { ...noClips(), 'in-review': 4 } }), 'open').parts).toEqual([{ key: 'in-review', count: 4 }])
  })

  test('counts down to what is to come, not to what is overdue', () => {
    const { parts } = cueSentence(cue({ doing: 'sending', nextSendAt: 5, doneAt: 9 }), 'open')
    expect(stillToCome(parts, 4)).toEqual(parts)
    expect(stillToCome(parts, 5).map(({ key }) => key)).toEqual(['sending', 'done'])
  })

  test('says that the core does not answer rather than what it last said', () => {
    expect(cueSentence(cue({ doing: 'sending' }), 'reconnecting')).toEqual({ parts: [{ key: 'reconnecting' }], light: 'offline' })
    expect(cueSentence(undefined, 'connecting').parts).toEqual([{ key: 'connecting' }])
  })

  test('says that links do not open instead of counting down to a submission that will not leave', () => {
    const account = { ...cue({}).account, linksTrouble: { message: 'HTTP 502', since: 1 } }
    const counts = { ...noClips(), ready: 3 }
    expect(cueSentence(cue({ doing: 'waiting-for-slot', account, counts, nextSendAt: 5 }), 'open')).toEqual({ parts: [{ key: 'links-silent', count: 3 }], light: 'you' })
    expect(cueSentence(cue({ doing: 'sending', account, counts: { ...counts, submitting: 2 } }), 'open').light).toBe('breathing')
  })

  test('says what stands in the way of all that is left, and that others are prepared where some are', () => {
    const trouble = { kind: 'refused' as const, code: 'full' as const, message: '', advice: '', since: 1, retryAt: 2 }
    const uploads = { files: 0, sentBytes: 0, totalBytes: 0, bytesPerSecond: null, waitingBytes: 9, trouble }
    const counts = { ...noClips(), publishing: 3 }
    expect(cueSentence(cue({ doing: 'preparing', counts, uploads }), 'open')).toEqual({ parts: [{ key: 'storage-refuses', count: 3 }], light: 'you' })
    expect(cueSentence(cue({ doing: 'preparing', counts, uploads: { ...uploads, trouble: { ...trouble, kind: 'offline', code: 'offline' } } }), 'open')).toEqual({ parts: [{ key: 'storage-away', count: 3 }], light: 'offline' })
    expect(cueSentence(cue({ doing: 'preparing', counts, networkWait: { why: 'not-approved', network: null, since: 1, clips: 3, alsoQueued: false } }), 'open').parts).toEqual([{ key: 'network-waits', count: 3 }])
    expect(cueSentence(cue({ doing: 'preparing', counts: { ...counts, checking: 2 }, uploads }), 'open').parts).toMatchObject([{ key: 'preparing', count: 5 }])
  })

  test('says which other process runs the queue', () => {
    expect(cueSentence(cue({ runner: { here: false, elsewhere: 'serve on studio-nas' } }), 'open').parts).toContainEqual({ key: 'elsewhere', where: 'serve on studio-nas' })
  })
})
