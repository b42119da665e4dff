/**
 * The boundary: everything the screens can ask of the core, the same over Electron's ipc and
 * over a WebSocket. Known failures cross as the one typed error `PROBLEM`.
 */
import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { account, accountSettings, publishing, trial } from './models/account.ts'
import { channel, channelKind, channelSecrets, channelSettings } from './models/channel.ts'
import { batch, batchAnswer } from './models/batch.ts'
import { attempt, clip, clipFilter, clipSelection, clipSort, clipSource } from './models/clip.ts'
import { ledgerEvent, topic } from './models/event.ts'
import { folderSettings, watchFolder } from './models/folder.ts'
import { group, groupMode, validationSession } from './models/group.ts'
import { intake, intakeRequest } from './models/intake.ts'
import { cause, cue, overview, waits } from './models/overview.ts'
import { linkFetched, linksStanding } from './models/links.ts'
import { clipPreparation, preparationOverview, preparationProfile, preparationReach, preparationSettings, preparationTools, preparationTrial, recipe } from './models/preparation.ts'
import { problem } from './models/problem.ts'
import { assetType, batchState, stateCounts } from './models/states.ts'
import { s3Credentials } from './models/storage.ts'

const asked = oc.errors({ PROBLEM: { status: 422, data: problem } })

const id = z.number().int()
const byId = z.object({ id })
/** `because`: a policy of the host does it and no person, which history then says. */
const byIdOrPolicy = byId.extend({ because: z.enum(['battery']).optional() })
const page = { limit: z.number().int().min(1).max(500).default(100), after: z.string().nullish() }
const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: z.string().nullable() })
const changed = z.object({ changed: z.number().int() })
/** `deed` names what was done, so that it can be undone for exactly these clips; null: nothing was. */
const done = changed.extend({ deed: id.nullable() })
const nothing = z.object({})

export const contract = {
  events: {
    /** Pushed, coalesced: which topics may have changed. */
    live: asked.output(eventIterator(z.object({ topics: z.array(topic) }))),
  },
  host: {
    /** What this host can do, for the screens to offer. */
    about: asked.output(z.object({ kind: z.enum(['browser', 'desktop']), version: z.string(), sandbox: z.boolean(), firstRun: z.boolean(), canSwitch: z.boolean(), platform: z.string(), dataDir: z.string() })),
    /** Goes over to the sandbox (data of its own) or back to the account; the screens load anew afterwards. */
    switchTo: asked.input(z.object({ to: z.enum(['sandbox', 'account']) })).output(nothing),
    /** Folders and clips of the machine the core runs on; for hosts whose page has no file dialog of its own. */
    browse: asked
      .input(z.object({ path: z.string().nullable() }))
      .output(z.object({ path: z.string(), parent: z.string().nullable(), entries: z.array(z.object({ name: z.string(), path: z.string(), kind: z.enum(['folder', 'clip']), sizeBytes: z.number().nullable() })) })),
  },
  cue: {
    get: asked.input(z.object({ accountId: id.optional() })).output(cue),
    /** What waits for the network, of a person or an account. */
    waits: asked.input(z.object({ accountId: id.optional(), groupId: id.optional() })).output(waits),
  },
  overview: {
    get: asked.input(z.object({ accountId: id.optional() })).output(overview),
    /** Marks now as the moment this viewer last looked. */
    looked: asked.output(nothing),
  },
  accounts: {
    list: asked.output(z.array(account)),
    create: asked.input(z.object({ name: z.string().min(1).max(80), baseUrl: z.url(), key: z.string().min(1) })).output(account),
    set: asked.input(z.object({ id, settings: accountSettings, key: z.string().min(1).optional() })).output(account),
    /** `storageKey`: what signs requests to an S3 storage, kept among the host's secrets; without it the one that is set stays. */
    setPublishing: asked.input(z.object({ id, publishing, storageKey: s3Credentials.optional() })).output(account),
    test: asked.input(byId).output(trial),
    testPublishing: asked.input(byId).output(trial),
    pause: asked.input(byIdOrPolicy).output(account),
    resume: asked.input(byIdOrPolicy).output(account),
  },
  groups: {
    list: asked.input(z.object({ accountId: id.optional() })).output(z.array(group)),
    get: asked.input(byId).output(group),
    adopt: asked.input(z.object({ accountId: id.optional(), remoteId: z.string().min(1).max(200), name: z.string().min(1).max(200), projectName: z.string().min(1).max(200).default('default'), consentNote: z.string().max(10_000).default('') })).output(group),
    change: asked.input(z.object({ id, name: z.string().min(1).max(200).optional(), consentNote: z.string().max(10_000).optional(), mode: groupMode.optional() })).output(group),
    pause: asked.input(byId).output(group),
    /** Goes on, and lifts a stop the group set itself. */
    resume: asked.input(byId).output(group),
  },
  sessions: {
    list: asked.input(z.object({ accountId: id.optional() })).output(z.array(validationSession)),
    get: asked.input(byId).output(validationSession),
    create: asked.input(z.object({ accountId: id.optional(), name: z.string().min(1).max(200), projectName: z.string().min(1).max(200).default('default'), callbackUrl: z.url().optional(), consentNote: z.string().max(10_000).default('') })).output(validationSession),
    /** "The person has finished": asks the service for its verdict. */
    askVerdict: asked.input(byId).output(validationSession),
    /** A new session for the same person, when the token is spent or expired. */
    renew: asked.input(byId).output(validationSession),
  },
  intakes: {
    list: asked.input(z.object({ groupId: id.optional() })).output(z.array(intake)),
    get: asked.input(byId).output(intake),
    create: asked.input(intakeRequest).output(intake),
    /** Rows of pasted URLs or CSV text, as `create` would take them. */
    createFromText: asked.input(z.object({ groupId: id, text: z.string().max(5_000_000), batchSize: z.number().int().min(1).max(1000).optional() })).output(intake),
    decide: asked.input(z.object({ id, decision: z.enum(['start', 'first-batch-only', 'cancel']) })).output(intake),
  },
  clips: {
    list: asked.input(z.object({ filter: clipFilter.default({}), sort: clipSort.default('newest'), ...page })).output(pageOf(clip).extend({ total: z.number().int().nullable() })),
    counts: asked.input(clipFilter).output(stateCounts),
    get: asked.input(byId).output(z.object({ clip, sources: z.array(clipSource), attempts: z.array(attempt), events: z.array(ledgerEvent), preparation: clipPreparation.nullable() })),
    /** What a resubmission of this selection would contain: exactly the failed ones. */
    resubmission: asked.input(clipSelection).output(z.object({ failed: z.number().int(), assumed: z.number().int(), tiredOut: z.number().int(), others: z.number().int() })),
    resubmit: asked.input(z.object({ selection: clipSelection, includeTiredOut: z.boolean().default(false) })).output(done),
    setAside: asked.input(clipSelection).output(done),
    /** Takes back *set aside*. */
    bringBack: asked.input(clipSelection).output(done),
    /** Checks again what is held. */
    recheck: asked.input(clipSelection).output(done),
    submitAnyway: asked.input(clipSelection).output(done),
    /** Takes back what one deed did, of the clips that nothing has reached since. */
    undo: asked.input(z.object({ deed: id })).output(changed),
    /** Shows where a clip's missing file is now; the rest of its folder is found along with it. */
    locate: asked.input(z.object({ id, location: z.string().min(1) })).output(z.object({ relinked: z.number().int(), stillMissing: z.number().int(), otherFile: z.number().int(), from: z.string(), to: z.string() })),
    replaceSource: asked.input(z.object({ id, location: z.string().min(1) })).output(clip),
  },
  batches: {
    list: asked.input(z.object({ groupId: id.optional(), states: z.array(batchState).optional(), ...page })).output(pageOf(batch)),
    get: asked.input(byId).output(batch),
    counts: asked.input(z.object({ groupId: id.optional() })).output(z.record(batchState, z.number().int())),
    pause: asked.input(byId).output(batch),
    resume: asked.input(byId).output(batch),
    resolve: asked.input(z.object({ ids: z.array(id).min(1).max(1000), answer: batchAnswer })).output(changed),
  },
  /** Greenroom's own links: how they stand, and who has fetched by them. */
  links: {
    standing: asked.input(z.object({ accountId: id.optional() })).output(linksStanding),
    /** By whom one clip was fetched, the newest first. */
    fetches: asked.input(z.object({ clipId: id })).output(z.array(linkFetched)),
  },
  limits: {
    /** Sends three of the clips a limit holds as they are, to learn whether it is real. */
    tryThree: asked.input(z.object({ accountId: id, groupId: id.optional(), reasonCode: z.string() })).output(changed),
    /** What a person made of the three verdicts: the limit follows them, and what it no longer holds is checked again; or it stays. */
    answerTrial: asked.input(z.object({ id, answer: z.enum(['lift', 'keep']) })).output(changed),
    /** From now on a narrower limit holds (and what waits unsent is held to it), or goes on to only warn. */
    answerStrict: asked.input(z.object({ accountId: id, assetType, reasonCode: z.string(), answer: z.enum(['hold', 'leave']) })).output(changed),
  },
  attention: { list: asked.input(z.object({ accountId: id.optional() })).output(z.array(cause)) },
  folders: {
    list: asked.input(z.object({ groupId: id.optional() })).output(z.array(watchFolder)),
    add: asked.input(z.object({ groupId: id, path: z.string().min(1), existing: z.enum(['submit', 'ignore']).default('submit') }).extend(folderSettings.shape)).output(watchFolder),
    change: asked.input(z.object({ id, settings: folderSettings })).output(watchFolder),
    pause: asked.input(byId).output(watchFolder),
    resume: asked.input(byId).output(watchFolder),
    remove: asked.input(byId).output(nothing),
    rescan: asked.input(byId).output(watchFolder),
  },
  preparations: {
    settings: asked.output(preparationSettings),
    set: asked.input(preparationSettings.partial()).output(preparationSettings),
    tools: asked.output(preparationTools),
    profiles: asked.output(z.array(preparationProfile)),
    /** A new profile, or with `id` a changed one; its folders go on with it. */
    saveProfile: asked.input(z.object({ id: id.optional(), name: z.string().trim().min(1).max(80), recipe })).output(preparationProfile),
    /** Refused while a folder uses it. */
    removeProfile: asked.input(byId).output(nothing),
    /** A recipe with which the clips of a selection would keep to their account's limits, as far as one can. */
    suggest: asked.input(clipSelection).output(z.object({ recipe, clipId: z.number().int().nullable() })),
    reach: asked.input(z.object({ selection: clipSelection, recipe })).output(preparationReach),
    /** Prepares three of them to look at; nothing else happens to them. */
    try: asked.input(z.object({ selection: clipSelection, recipe })).output(preparationTrial),
    trial: asked.input(byId).output(preparationTrial),
    /** Prepares all of them; each goes on by itself as soon as its copy fits. */
    start: asked.input(z.object({ selection: clipSelection, recipe })).output(z.object({ changed: z.number().int(), left: z.number().int() })),
    /** Takes back what has not been prepared yet: the clips are checked as they are. */
    cancel: asked.input(clipSelection).output(changed),
    overview: asked.input(z.object({ groupId: id.optional() })).output(preparationOverview),
    pause: asked.output(nothing),
    resume: asked.output(nothing),
    /** Removes the copies of clips that have their verdict, now. */
    cleanUp: asked.output(z.object({ copies: z.number().int(), bytes: z.number() })),
  },
  /** Where news goes besides the screens. */
  channels: {
    list: asked.output(z.array(channel)),
    add: asked.input(z.object({ kind: channelKind, settings: channelSettings, secrets: channelSecrets })).output(channel),
    /** Secrets that are left out stay as they are. */
    change: asked.input(z.object({ id, settings: channelSettings, secrets: channelSecrets.optional() })).output(channel),
    remove: asked.input(byId).output(nothing),
    /** Hands a trial message over and says what came of it. */
    test: asked.input(byId).output(trial),
  },
  activity: { list: asked.input(z.object({ groupId: id.optional(), clipId: id.optional(), batchId: id.optional(), actor: z.enum(['people', 'system']).optional(), ...page })).output(pageOf(ledgerEvent)) },
  assets: {
    counts: asked.input(z.object({ groupId: id.optional() })).output(stateCounts),
    /** Usable assets of a group as one text, ready to copy or save. */
    export: asked
      .input(z.object({ groupId: id, format: z.enum(['csv', 'json', 'asset-urls', 'generation-request']), exactOnly: z.boolean().default(false), clipIds: z.array(id).optional(), prompt: z.string().optional() }))
      .output(z.object({ text: z.string(), count: z.number().int() })),
  },
}

export type Contract = typeof contract
