import type { Cue } from '../../contract/models/overview.ts'
import { noClips, type StateCounts } from '../../contract/models/states.ts'

/** Made-up facts to look at the components with; never shipped. */
export const counts: StateCounts = {
  ...noClips(), active: 8120, failed: 42, 'needs-attention': 3, held: 142, 'in-review': 310, submitting: 20, ready: 1480, publishing: 24, checking: 60, settling: 12, excluded: 9,
}

export const few: StateCounts = { ...noClips(), active: 12, failed: 5, held: 2, 'in-review': 6, excluded: 1 }

const now = Date.now()
const rate = { limitRpm: 3, workingRpm: null, lastMinute: 3, nextAt: now + 14_000, toldToWaitUntil: null }

export const cue = {
  account: {
    id: 1, name: 'default', baseUrl: 'https://example.com', hasKey: true, sandbox: true, state: 'running', stop: null, reason: null, since: now,
    submit: rate, poll: { ...rate, limitRpm: 60 }, sharePercent: 100, batchSize: 20, callbackUrl: 'https://example.com/cb',
    limits: {} as Cue['account']['limits'], publishing: { kind: 'none' },
  },
  runner: { here: true, elsewhere: null },
  doing: 'sending',
  counts,
  nextSendAt: now + 14_000,
  nextAnswerAt: now + 300_000,
  doneAt: now + 4 * 3_600_000,
  limitedBy: 'api',
} as unknown as Cue

export const names = [
  'anna_stage_left_take_01_4k_camera-B_graded_v3_FINAL_really-final.mov',
  '张伟_正面_室内灯光_第十二条_剪辑版.mp4',
  'take👩‍👩‍👧‍👦family.mp4',
  'a.mp4',
]
