import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { MediaFacts, ClipSelection } from '../../contract/models/clip.ts'
import type { PreparationOverview, PreparationReach, PreparationSettings, PreparationTools, PreparationTrial, Recipe } from '../../contract/models/preparation.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { AssetType, ClipState } from '../../contract/models/states.ts'
import { breaches } from '../domain/media-limits.ts'
import { estimatePreparation, suggestRecipe } from '../domain/preparation-plan.ts'
import { askPreparation, cancelPreparations, judgeForPreparation, preparable, type Asked } from '../ledger/ask-preparation.ts'
import { listFolders } from '../ledger/folders.ts'
import { listProfiles, readProfile, removeProfile, saveProfile } from '../ledger/preparation-profiles.ts'
import { changePreparationSettings, pausePreparations, readPreparationSetting } from '../ledger/preparation-settings.ts'
import { askTrial, readTrial } from '../ledger/preparation-trials.ts'
import { countPreparations, endedThisRun, factsOfClips, runningPreparations } from '../ledger/read-preparations.ts'
import { walkSelection } from '../ledger/select-clips.ts'
import { freeBytes, liesIn } from '../preparation/copies-folder.ts'
import { howToGetFfmpeg } from '../preparation/find-ffmpeg.ts'
import { removeCopies } from '../runners/prepare-runner.ts'
import { os } from './base.ts'
import { stamp, type CoreState } from './core-state.ts'
import { restOfPreparations } from './rest-of-preparations.ts'
import { toEach } from './to-each.ts'

/** Clips of a selection whose facts a suggestion is made from. */
const looked = 500

const systems: Partial<Record<NodeJS.Platform, 'macos' | 'windows' | 'linux'>> = { darwin: 'macos', win32: 'windows', linux: 'linux' }

async function showSettings(core: CoreState): Promise<PreparationSettings> {
  const row = await readPreparationSetting(core.context.ledger.read)
  return { ffmpegPath: row.ffmpeg_path, quotaBytes: row.quota_bytes, keepMs: row.keep_ms, folder: row.folder }
}

async function showTools(core: CoreState): Promise<PreparationTools> {
  const { ffmpeg_path: set } = await readPreparationSetting(core.context.ledger.read)
  const found = await core.context.preparing.ffmpeg(set, true)
  return {
    ffmpeg: found.ok ? found.ffmpeg : null, problem: found.ok ? null : found.message,
    howTo: howToGetFfmpeg.map((one) => ({ ...one, here: systems[process.platform] === one.system })),
  }
}

const everyState: readonly ClipState[] = ['settling', 'checking', 'held', 'publishing', 'ready', 'submitting', 'in-review', 'active', 'failed', 'needs-attention', 'excluded']

/** Walks a selection once: what a recipe would do to it, its samples, and the length of all its copies. */
async function reachOf(core: CoreState, selection: ClipSelection, recipe: Recipe): Promise<{ reach: PreparationReach; restMs: number; samples: Asked[] }> {
  const db = core.context.ledger.read
  const sum = { clips: 0, asTheyAre: 0, others: 0, needFfmpeg: 0 }
  let restMs = 0
  // First, middle and last of what is not known in length beforehand: every page leaves its ends and its middle.
  let kept: Asked[] = []
  for await (const ids of walkSelection(db, selection, everyState)) {
    const judged = await judgeForPreparation(db, ids, recipe)
    sum.clips += judged.asked.length
    sum.asTheyAre += judged.asTheyAre
    sum.others += judged.others
    sum.needFfmpeg += judged.asked.filter((one) => one.needsFfmpeg).length
    restMs += judged.asked.reduce((total, one) => total + one.mediaMs, 0)
    kept = [...kept, ...threeOf(judged.asked)]
    if (kept.length > 300) kept = kept.filter((_, n) => n === 0 || n === kept.length - 1 || n % 2 === 1)
  }
  const samples = threeOf(kept)
  return { reach: { ...sum, samples: samples.map((one) => one.clipId) }, restMs, samples }
}

function threeOf<T>(list: readonly T[]): T[] {
  return [...new Set([0, Math.floor((list.length - 1) / 2), list.length - 1])].flatMap((n) => list[n] ?? [])
}

/** A trial as it stands, with what its clips tell of the rest. */
async function showTrial(core: CoreState, id: number): Promise<PreparationTrial> {
  const trial = await readTrial(core.context.ledger.read, id)
  const open = trial.clips.some((clip) => clip.state === 'queued' || clip.state === 'running')
  const measured = trial.clips.filter((clip) => clip.state === 'done' && clip.how !== 'nothing')
  const wallMs = Math.max(0, ...measured.map((clip) => clip.finishedAt ?? 0)) - Math.min(...measured.map((clip) => clip.startedAt ?? Infinity))
  const media = measured.map((clip) => ({ mediaMs: clip.mediaMs, bytes: clip.outputBytes ?? 0 }))
  const estimate = open || measured.length === 0 ? null : estimatePreparation(media, wallMs, trial.restMs)
  const clips = await Promise.all(trial.clips.map(async ({ mediaMs: _, outputBytes: __, startedAt: ___, finishedAt: ____, accountId, ...clip }) => ({
    ...clip, breaches: clip.after ? breaches(clip.after, (await core.context.account(accountId)).limits) : [],
  })))
  return { id, state: open ? 'running' : 'done', recipe: trial.recipe, reach: trial.reach, clips, estimate: estimate && { ...estimate, measuredMs: wallMs, measuredClips: measured.length } }
}

async function showOverview(core: CoreState, groupId?: number): Promise<PreparationOverview> {
  const db = core.context.ledger.read
  const setting = await readPreparationSetting(db)
  const counts = await countPreparations(db, { groupId })
  const running = await runningPreparations(db, groupId)
  const ended = await endedThisRun(db, groupId)
  const rest = await restOfPreparations(core, { groupId })
  return {
    paused: setting.paused === 1,
    waits: setting.waits === null ? null : { why: setting.waits, message: setting.waits_message ?? '', since: setting.waits_since ?? 0 },
    queued: counts.queued.n, waiting: counts.waiting.n, running, ...ended,
    doneAt: rest?.doneAt ?? null,
    copies: { count: setting.copies, bytes: setting.copies_bytes, quotaBytes: setting.quota_bytes, freeBytes: await freeBytes(setting.folder ?? core.context.preparing.usualFolder) },
  }
}

/** @throws ProblemError when the folder cannot keep copies. */
async function mustKeepCopies(core: CoreState, folder: string): Promise<void> {
  if (!path.isAbsolute(folder)) throw new ProblemError('invalid-input', `${folder} is not a whole path.`, 'Write it from the root or the drive on.')
  const watched = (await listFolders(core.context.ledger.read)).find((one) => liesIn(folder, one.path) || liesIn(one.path, folder))
  if (watched) throw new ProblemError('folder-overlaps', `${folder} overlaps ${watched.path}, which is watched: every copy would be taken for a new clip.`, 'Choose a folder beside it.')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (!(await stat(folder)).isDirectory()) throw new Error('it is not a folder')
  } catch (error) {
    throw new ProblemError('folder-missing', `Copies cannot be kept in ${folder}: ${error instanceof Error ? error.message : String(error)}.`, 'Choose another folder, or give this user permission to write there.', { cause: error })
  }
}

export const preparations = {
  settings: os.preparations.settings.handler(({ context: { core } }) => showSettings(core)),
  set: os.preparations.set.handler(async ({ input, context: { core } }) => {
    if (input.folder != null) await mustKeepCopies(core, input.folder)
    if (input.ffmpegPath != null) {
      const found = await core.context.preparing.ffmpeg(input.ffmpegPath, true)
      if (!found.ok) throw new ProblemError('invalid-input', found.message, 'Choose the ffmpeg program itself, or leave the field empty to have it found.')
    }
    await core.context.ledger.transact((tx) => changePreparationSettings(tx, input, stamp(core)))
    return showSettings(core)
  }),
  tools: os.preparations.tools.handler(({ context: { core } }) => showTools(core)),
  profiles: os.preparations.profiles.handler(({ context: { core } }) => listProfiles(core.context.ledger.read)),
  saveProfile: os.preparations.saveProfile.handler(async ({ input, context: { core } }) => {
    const id = await core.context.ledger.transact((tx) => saveProfile(tx, input, stamp(core)))
    return readProfile(core.context.ledger.read, id)
  }),
  removeProfile: os.preparations.removeProfile.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => removeProfile(tx, input.id, stamp(core)))
    return {}
  }),
  suggest: os.preparations.suggest.handler(async ({ input, context: { core } }) => {
    const facts: MediaFacts[] = []
    const first: Partial<Record<AssetType, { id: number; accountId: number }>> = {}
    for await (const ids of walkSelection(core.context.ledger.read, input, preparable)) {
      for (const clip of await factsOfClips(core.context.ledger.read, ids)) {
        first[clip.assetType] ??= clip
        if (clip.facts) facts.push(clip.facts)
      }
      if (facts.length >= looked) break
    }
    const example = first.video ?? first.image
    const account = await core.accountOrDefault(example?.accountId)
    return { recipe: suggestRecipe(facts, account.limits), clipId: example?.id ?? null, videos: first.video !== undefined, images: first.image !== undefined }
  }),
  reach: os.preparations.reach.handler(async ({ input, context: { core } }) => (await reachOf(core, input.selection, input.recipe)).reach),
  try: os.preparations.try.handler(async ({ input, context: { core } }) => {
    const { reach, restMs, samples } = await reachOf(core, input.selection, input.recipe)
    if (samples.length === 0) throw new ProblemError('not-permitted-now', 'There is nothing among these clips that this would change.', 'Choose other settings, or other clips: videos on this machine that are on hold, failed or not sent yet.')
    const id = await core.context.ledger.transact((tx) => askTrial(tx, { recipe: input.recipe, reach, restMs, samples }, stamp(core)))
    return showTrial(core, id)
  }),
  trial: os.preparations.trial.handler(({ input, context: { core } }) => showTrial(core, input.id)),
  start: os.preparations.start.handler(async ({ input, context: { core } }) => {
    const { asked, changed, deed } = await toEach(core, input.selection, preparable, 'clip.preparation-asked', (tx, ids) => askPreparation(tx, ids, input.recipe, stamp(core)))
    return { changed, left: asked - changed, deed }
  }),
  cancel: os.preparations.cancel.handler(({ input, context: { core } }) => toEach(core, input, ['checking'], 'clip.preparation-cancelled', (tx, ids) => cancelPreparations(tx, ids, stamp(core)))),
  overview: os.preparations.overview.handler(({ input, context: { core } }) => showOverview(core, input.groupId)),
  pause: os.preparations.pause.handler(async ({ context: { core } }) => {
    await core.context.ledger.transact((tx) => pausePreparations(tx, true, stamp(core)))
    return {}
  }),
  resume: os.preparations.resume.handler(async ({ context: { core } }) => {
    await core.context.ledger.transact((tx) => pausePreparations(tx, false, stamp(core)))
    return {}
  }),
  cleanUp: os.preparations.cleanUp.handler(({ context: { core } }) => {
    const { now } = stamp(core)
    return removeCopies(core.context, now, now)
  }),
}
