import { z } from 'zod'
import { breach, mediaFacts } from './clip.ts'

/** What a copy of an image is to be like. */
export const imageRecipe = z.object({
  /** Its longer side at most, pixels. */
  mostSide: z.number().int().min(16).max(65_535).nullable().default(null),
  /** Its shorter side at least, pixels: smaller images are enlarged. */
  leastSide: z.number().int().min(16).max(16_384).nullable().default(null),
  /** `keep`: JPEG and PNG stay what they are, everything else that has to be changed becomes JPEG. */
  format: z.enum(['keep', 'jpeg', 'png']).default('keep'),
  /** The file is no larger than this; what does not fit otherwise becomes a JPEG. */
  mostBytes: z.number().int().min(10_000).nullable().default(null),
})
export type ImageRecipe = z.infer<typeof imageRecipe>

/**
 * What a copy of a clip is to be like. Everything left as it is costs nothing: where nothing has to be
 * changed the source itself is sent, and where nothing has to be encoded anew it is not.
 */
export const recipe = z.object({
  /** Which part, ms from the beginning; `toMs` null: to the end. */
  fromMs: z.number().int().min(0).default(0),
  toMs: z.number().int().min(1).nullable().default(null),
  /** `keyframe`: begin at the last keyframe before `fromMs`, so that nothing need be encoded; the length stays. */
  cut: z.enum(['exact', 'keyframe']).default('exact'),
  codec: z.enum(['keep', 'h264', 'h265']).default('keep'),
  /** The picture fits into this, upright or lying as the clip is; its proportions stay. */
  box: z.object({ width: z.number().int().min(2).max(16_384), height: z.number().int().min(2).max(16_384) }).nullable().default(null),
  /** Smaller pictures are enlarged to the box; otherwise they stay as they are. */
  enlarge: z.boolean().default(false),
  fps: z.number().min(1).max(240).nullable().default(null),
  /** `silent`: a clip without sound gets a silent track. */
  audio: z.enum(['keep', 'drop', 'silent']).default('keep'),
  /** The file is no larger than this. */
  mostBytes: z.number().int().min(100_000).nullable().default(null),
  /** MP4 even if nothing else has to be changed. */
  mp4: z.boolean().default(false),
  /** Images; null: they stay as they are. The rest is about videos. */
  image: imageRecipe.nullable().default(null),
}).refine((given) => given.toMs === null || given.toMs > given.fromMs, { message: 'The end lies after the beginning.', path: ['toMs'] })
export type Recipe = z.infer<typeof recipe>

export const preparationProfile = z.object({ id: z.number().int(), name: z.string(), recipe, folders: z.number().int(), createdAt: z.number() })
export type PreparationProfile = z.infer<typeof preparationProfile>

/** `waiting`: it needs ffmpeg, which is not there. */
export const preparationStates = ['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'] as const
export const preparationState = z.enum(preparationStates)
export type PreparationState = z.infer<typeof preparationState>

/** The newest preparation of a clip, beside the clip. */
export const clipPreparation = z.object({
  id: z.number().int(),
  state: preparationState,
  /** 0 to 1 while it runs. */
  progress: z.number().nullable(),
  recipe,
  /** How it was made: `ffmpeg` encoded it, `copy` took it over as it was, `nothing`: the source fits the recipe. */
  how: z.enum(['ffmpeg', 'copy', 'nothing']).nullable(),
  /** Why it failed, in words. */
  why: z.string().nullable(),
  finishedAt: z.number().nullable(),
})
export type ClipPreparation = z.infer<typeof clipPreparation>

export const preparationSettings = z.object({
  /** Where ffmpeg lies; null: found on the PATH. */
  ffmpegPath: z.string().min(1).nullable(),
  quotaBytes: z.number().int().min(1_000_000),
  /** Copies are removed so long after the verdict; null: never by themselves. */
  keepMs: z.number().int().min(0).nullable(),
  /** Where copies are kept; null: beside the ledger. */
  folder: z.string().min(1).nullable(),
})
export type PreparationSettings = z.infer<typeof preparationSettings>

/** What is there to prepare clips with. */
export const preparationTools = z.object({
  ffmpeg: z.object({ path: z.string(), version: z.string(), h264: z.boolean(), h265: z.boolean(), tonemap: z.boolean() }).nullable(),
  /** In words: what is missing; null when nothing is. */
  problem: z.string().nullable(),
  /** How to get ffmpeg on each system: what to type, or where to look. */
  howTo: z.array(z.object({ system: z.enum(['macos', 'windows', 'linux']), here: z.boolean(), command: z.string(), page: z.string() })),
})
export type PreparationTools = z.infer<typeof preparationTools>

export const preparationWait = z.enum(['quota', 'disk', 'no-ffmpeg', 'place'])
export type PreparationWait = z.infer<typeof preparationWait>

/** How far the preparations have come: everyone's, or one person's. */
export const preparationOverview = z.object({
  paused: z.boolean(),
  /** Why nothing (or, of `no-ffmpeg`, not everything) goes on by itself. */
  waits: z.object({ why: preparationWait, message: z.string(), since: z.number() }).nullable(),
  queued: z.number().int(),
  running: z.array(z.object({ id: z.number().int(), clipId: z.number().int(), name: z.string(), progress: z.number().nullable() })),
  /** Need ffmpeg, which is not there. */
  waiting: z.number().int(),
  /** Since there was last nothing to prepare. */
  done: z.number().int(),
  failed: z.number().int(),
  /** When the rest will be done, UTC ms, measured by the last ones; null: nothing is measured yet, or nothing goes on. */
  doneAt: z.number().nullable(),
  copies: z.object({ count: z.number().int(), bytes: z.number(), quotaBytes: z.number(), freeBytes: z.number().nullable() }),
})
export type PreparationOverview = z.infer<typeof preparationOverview>

/** A recipe for a selection, and what there is in it to look at. */
export const preparationSuggestion = z.object({
  recipe,
  /** A clip to choose the seconds on: the first video; of images alone the first of these. */
  clipId: z.number().int().nullable(),
  videos: z.boolean(),
  images: z.boolean(),
})
export type PreparationSuggestion = z.infer<typeof preparationSuggestion>

/** What a recipe would do to a selection. */
export const preparationReach = z.object({
  /** Would be changed. */
  clips: z.number().int(),
  /** Fit the recipe as they are. */
  asTheyAre: z.number().int(),
  /** URLs, copies of other clips, clips that are with the service: left alone. */
  others: z.number().int(),
  /** Need ffmpeg for it (as far as can be told before their keyframes are read). */
  needFfmpeg: z.number().int(),
  /** What is shown of it: its first, its middle and its last clip. */
  samples: z.array(z.number().int()),
})
export type PreparationReach = z.infer<typeof preparationReach>

/** Three clips of a selection, prepared to look at, and what they tell of the rest. */
export const preparationTrial = z.object({
  id: z.number().int(),
  state: z.enum(['running', 'done']),
  recipe,
  clips: z.array(z.object({
    preparationId: z.number().int(), clipId: z.number().int(), name: z.string(), state: preparationState, progress: z.number().nullable(), why: z.string().nullable(),
    how: z.enum(['ffmpeg', 'copy', 'nothing']).nullable(),
    before: mediaFacts.nullable(), after: mediaFacts.nullable(),
    /** Limits the copy still breaks. */
    breaches: z.array(breach), tookMs: z.number().nullable(),
  })),
  reach: preparationReach,
  /** From what the three took; null until they are done, or when none succeeded. */
  estimate: z.object({ ms: z.number(), bytes: z.number(), measuredMs: z.number(), measuredClips: z.number().int() }).nullable(),
})
export type PreparationTrial = z.infer<typeof preparationTrial>
