import { z } from 'zod'
import { accountState, accountStop } from './states.ts'
import { s3Storage } from './storage.ts'

export const videoLimits = z.object({
  containers: z.array(z.string()),
  codecs: z.array(z.string()),
  maxBytes: z.number(),
  minDurationMs: z.number(),
  maxDurationMs: z.number(),
  minPixels: z.number(),
  maxPixels: z.number(),
  minSide: z.number(),
  maxSide: z.number(),
  minAspect: z.number(),
  maxAspect: z.number(),
  minFps: z.number(),
  maxFps: z.number(),
})
export const imageLimits = z.object({
  formats: z.array(z.string()),
  maxBytes: z.number(),
  minSide: z.number(),
  maxSide: z.number(),
  minAspect: z.number(),
  maxAspect: z.number(),
})
export const mediaLimits = z.object({ video: videoLimits, image: imageLimits })
export type MediaLimits = z.infer<typeof mediaLimits>

/** Limits somebody sets: no least above its most, no list that would hold everything. */
const saneLimits = mediaLimits.superRefine(({ video, image }, refused) => {
  const pairs: [string, number, number][] = [
    ['length', video.minDurationMs, video.maxDurationMs], ['pixels', video.minPixels, video.maxPixels], ['frame rate', video.minFps, video.maxFps],
    ['side', video.minSide, video.maxSide], ['aspect ratio', video.minAspect, video.maxAspect], ['side of images', image.minSide, image.maxSide], ['aspect ratio of images', image.minAspect, image.maxAspect],
  ]
  for (const [what, least, most] of pairs) if (!(least >= 0 && least <= most)) refused.addIssue({ code: 'custom', message: `The least ${what} is above the most.` })
  for (const [what, most] of [['size', video.maxBytes], ['size of images', image.maxBytes]] as const) if (most <= 0) refused.addIssue({ code: 'custom', message: `The most ${what} is above zero.` })
  for (const [what, list] of [['containers', video.containers], ['codecs', video.codecs], ['formats', image.formats]] as const) if (list.length === 0) refused.addIssue({ code: 'custom', message: `There is at least one of the ${what}.` })
})

/** How a clip on this machine gets a URL the reviewer can fetch. */
export const publishing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('base-url'), root: z.string().min(1), url: z.url() }),
  z.object({
    kind: z.literal('links'),
    /** Where the reviewer reaches the link server, e.g. `https://links.example.com`. */
    origin: z.url(),
    host: z.string().default('127.0.0.1'),
    /** 0: any free port (only sensible with a loopback origin). */
    port: z.number().int().min(0).max(65_535).default(4681),
    expiryMs: z.number().int().min(60_000).default(7 * 86_400_000),
  }),
  s3Storage,
])
export type Publishing = z.infer<typeof publishing>

export const rate = z.object({
  limitRpm: z.number(),
  /** What the service has let through of late, when that is less. */
  workingRpm: z.number().nullable(),
  lastMinute: z.number().int(),
  nextAt: z.number().nullable(),
  /** The service said when to come back. */
  toldToWaitUntil: z.number().nullable(),
})
export type Rate = z.infer<typeof rate>

export const account = z.object({
  id: z.number().int(),
  name: z.string(),
  baseUrl: z.string(),
  hasKey: z.boolean(),
  sandbox: z.boolean(),
  state: accountState,
  stop: accountStop.nullable(),
  /** In words: why it is not running. */
  reason: z.string().nullable(),
  since: z.number(),
  /** Since when calls are tried and none is usefully answered (no network, or only 5xx). */
  troubleSince: z.number().nullable(),
  submit: rate,
  poll: rate,
  sharePercent: z.number(),
  batchSize: z.number().int(),
  callbackUrl: z.string(),
  /** Whether the return address is left to Greenroom, and where its own listener is reached by a phone; null: nowhere. */
  returnAddress: z.object({ byDefault: z.boolean(), listensAt: z.string().nullable() }),
  /** What breaks these is held. */
  limits: mediaLimits,
  /** What breaks these is only warned of, until the account's own verdicts show that one applies. */
  narrowerLimits: mediaLimits,
  publishing,
  /** What signs requests to its storage is set. */
  hasStorageKey: z.boolean(),
  /** The way its clips are published by does not answer, and what needs it waits; null: nothing is known against it. */
  linksTrouble: z.object({ message: z.string(), since: z.number() }).nullable(),
})
export type Account = z.infer<typeof account>

export const accountSettings = z.object({
  name: z.string().min(1).max(80).optional(),
  baseUrl: z.url().optional(),
  submitRpm: z.number().min(0.01).max(10_000).optional(),
  pollRpm: z.number().min(0.01).max(10_000).optional(),
  sharePercent: z.number().min(1).max(100).optional(),
  batchSize: z.number().int().min(1).max(1000).optional(),
  /** Empty: left to Greenroom. */
  callbackUrl: z.union([z.url(), z.literal('')]).optional(),
  limits: saneLimits.optional(),
  narrowerLimits: saneLimits.optional(),
})
export type AccountSettings = z.infer<typeof accountSettings>

/** One trial of a link or of the API: what was tried, whether it held, what to do. */
export const trial = z.object({ ok: z.boolean(), message: z.string(), advice: z.string().nullable(), details: z.record(z.string(), z.unknown()).nullish() })
export type Trial = z.infer<typeof trial>
