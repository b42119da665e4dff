import type { MediaJudge, MediaVerdict } from './media-judge.ts'
import { shuffled, type Random } from './random.ts'
import type { Behaviour } from './scenarios.ts'

export interface SubmittedAsset {
  url: string
  name: string
}

/** What the review decided about one asset; the truth that a task's body may only half tell. */
export interface ReviewedAsset extends SubmittedAsset {
  assetId: string
  passed: boolean
  /** Null when it passed, and when it failed without a reason. */
  code: string | null
  message: string | null
}

/** Reasons the upstream gives for content, for assets that fail by chance in scenarios that give reasons. */
const contentReasons: [code: string, message: string][] = [
  ['FaceMismatch', 'The face in the asset does not match the person of the group'],
  ['ContentRestricted', 'The asset contains restricted content'],
  ['InputVideoSensitiveContentDetected', 'The input video may contain sensitive information'],
  ['TranscodingFailed', 'The asset could not be transcoded'],
  ['InternalError', 'The service encountered an internal error'],
]
const faceMismatch = contentReasons[0] as [string, string]

export interface ReviewInput {
  assets: readonly SubmittedAsset[]
  assetIds: readonly string[]
  assetType: 'Video' | 'Image'
  behaviour: Behaviour
  /** Content (or URL) of flaky clips that have had their failure; added to. */
  failedOnce: Set<string>
  /** Null: nothing is downloaded and all media passes. */
  judge: MediaJudge | null
  random: Random
}

/** Decides about every asset of one submission, in submission order. Chance is drawn before the first download, so that arrival order cannot change it. */
export async function review({ assets, assetIds, assetType, behaviour, failedOnce, judge, random }: ReviewInput): Promise<ReviewedAsset[]> {
  const unlucky = unluckyOnes(assets.length, behaviour.failShare, random)
  const reasons = assets.map(() => contentReasons[Math.floor(random() * contentReasons.length)] ?? faceMismatch)
  return Promise.all(
    assets.map(async (asset, index): Promise<ReviewedAsset> => {
      const media: MediaVerdict = judge ? await judge.judge(asset.url, assetType) : { code: null, message: null, content: null }
      const decided = { ...asset, assetId: assetIds[index] ?? '' }
      const failed = (code: string | null, message: string | null) => ({ ...decided, passed: false, code, message })
      if (media.code !== null) return failed(media.code, media.message)
      if (behaviour.namesDecide && asset.name.includes('no-face')) return failed(...faceMismatch)
      if (behaviour.namesDecide && asset.name.startsWith('flaky') && failsThisOnce(failedOnce, media.content ?? asset.url)) return failed(null, null)
      const [code, message] = (behaviour.reasons ? reasons[index] : null) ?? [null, null]
      if (unlucky.has(index)) return failed(code, message)
      return { ...decided, passed: true, code: null, message: null }
    }),
  )
}

/** Of two or more, some fail and some pass unless the share says all or none; a single one fails by chance. */
function unluckyOnes(count: number, share: number, random: Random): Set<number> {
  const draw = random()
  const positions = shuffled(Array.from({ length: count }, (_, index) => index), random)
  if (share === 0 || share === 1) return new Set(share === 1 ? positions : [])
  if (count === 1) return new Set(draw < share ? positions : [])
  return new Set(positions.slice(0, Math.min(count - 1, Math.max(1, Math.round(share * count)))))
}

function failsThisOnce(failedOnce: Set<string>, content: string): boolean {
  if (failedOnce.has(content)) return false
  failedOnce.add(content)
  return true
}
