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
import { examination } from './models/doctor.ts'
import { ledgerEvent, topic } from './models/event.ts'
import { forgetting, forgettingPreview, remainKind } from './models/forgetting.ts'
import { folderSettings, watchFolder } from './models/folder.ts'
import { group, groupMode, validationSession } from './models/group.ts'
import { intake, intakeRequest } from './models/intake.ts'
import { cause, cue, overview, waits } from './models/overview.ts'
import { waiting } from './models/waiting.ts'
import { linkFetched, linksStanding } from './models/links.ts'
import { networkSettings, networksStanding } from './models/network.ts'
import { clipPreparation, preparationOverview, preparationProfile, preparationReach, preparationSettings, preparationSuggestion, preparationTools, preparationTrial, recipe } from './models/preparation.ts'
import { problem } from './models/problem.ts'
import { assetType, batchState, stateCounts } from './models/states.ts'
import { newSignIn, signIn, signInRole } from './models/sign-in.ts'
import { clipUpload, s3Credentials } from './models/storage.ts'

/**
 * What a call does, as each declares: one that `sees` shows something (and may note that it was looked at);
 * one that `does` changes something, or shows what only whoever changes things needs. Whoever may only view is let
 * into what sees and nothing else; a call that declares nothing is closed to them.
 */
export interface Declared {
  access?: 'sees' | 'does'
}
const sees = oc.$meta<Declared>({}).errors({ PROBLEM: { status: 422, data: problem } }).meta({ access: 'sees' })
const does = sees.meta({ access: 'does' })

const id = z.number().int()
const byId = z.object({ id })
/** `because`: a policy of the host does it and no person, which history then says. */
const byIdOrPolicy = byId.extend({ because: z.enum(['battery']).optional() })
const page = { limit: z.number().int().min(1).max(500).default(100), after: z.string().nullish() }
const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: z.string().nullable() })
const changed = z.object({ changed: z.number().int() })
const limitsFollowed = z.object({ rechecked: z.number().int(), held: z.number().int() })
/** `deed` names what was done, so that it can be undone for exactly these clips; null: nothing was. */
const done = changed.extend({ deed: id.nullable() })
const nothing = z.object({})

export const contract = {
  events: {
    /** Pushed, coalesced: which topics may have changed. */
    live: sees.output(eventIterator(z.object({ topics: z.array(topic) }))),
  },
  host: {
    /** What this host can do, for the screens to offer. */
    about: sees.output(z.object({ kind: z.enum(['browser', 'desktop']), version: z.string(), sandbox: z.boolean(), firstRun: z.boolean(), canSwitch: z.boolean(), platform: z.string(), dataDir: z.string(), you: z.object({ name: z.string(), role: signInRole, /** Came by a sign-in of their own, not as whoever runs Greenroom. */ signedIn: z.boolean() }) })),
    /** Goes over to the sandbox (data of its own) or back to the account; the screens load anew afterwards. */
    switchTo: does.input(z.object({ to: z.enum(['sandbox', 'account']) })).output(nothing),
    /** Folders and clips of the machine the core runs on; for hosts whose page has no file dialog of its own. */
    browse: does
      .input(z.object({ path: z.string().nullable() }))
      .output(z.object({ path: z.string(), parent: z.string().nullable(), entries: z.array(z.object({ name: z.string(), path: z.string(), kind: z.enum(['folder', 'clip']), sizeBytes: z.number().nullable() })) })),
  },
  cue: {
    get: sees.input(z.object({ accountId: id.optional() })).output(cue),
    /** What waits for the network, of a person or an account. */
    waits: sees.input(z.object({ accountId: id.optional(), groupId: id.optional() })).output(waits),
    /** Everything that is waited for, of an account and of Greenroom as a whole: for what, and until when. */
    waiting: sees.input(z.object({ accountId: id.optional() })).output(z.array(waiting)),
  },
  overview: {
    get: sees.input(z.object({ accountId: id.optional() })).output(overview),
    /** Marks now as the moment this viewer last looked. */
    looked: sees.output(nothing),
  },
  accounts: {
    list: sees.output(z.array(account)),
    create: does.input(z.object({ name: z.string().min(1).max(80), baseUrl: z.url(), key: z.string().min(1) })).output(account),
    set: does.input(z.object({ id, settings: accountSettings, key: z.string().min(1).optional() })).output(account),
    /** `storageKey`: what signs requests to an S3 storage, kept among the host's secrets; without it the one that is set stays. */
    setPublishing: does.input(z.object({ id, publishing, storageKey: s3Credentials.optional() })).output(account),
    test: does.input(byId).output(trial),
    testPublishing: does.input(byId).output(trial),
    pause: does.input(byIdOrPolicy).output(account),
    resume: does.input(byIdOrPolicy).output(account),
  },
  groups: {
    list: sees.input(z.object({ accountId: id.optional() })).output(z.array(group)),
    get: sees.input(byId).output(group),
    adopt: does.input(z.object({ accountId: id.optional(), remoteId: z.string().min(1).max(200), name: z.string().min(1).max(200), projectName: z.string().min(1).max(200).default('default'), consentNote: z.string().max(10_000).default('') })).output(group),
    change: does.input(z.object({ id, name: z.string().min(1).max(200).optional(), consentNote: z.string().max(10_000).optional(), mode: groupMode.optional() })).output(group),
    pause: does.input(byId).output(group),
    /** Goes on, and lifts a stop the group set itself. */
    resume: does.input(byId).output(group),
  },
  /** Forgetting a person: everything about them here is erased, and what the service has is named. */
  forgettings: {
    /** What would be erased, waited for, and out of reach. */
    preview: sees.input(byId).output(forgettingPreview),
    /** `name`: the person's, typed by whoever is sure. */
    ask: does.input(z.object({ id, name: z.string() })).output(forgetting),
    list: sees.output(z.array(forgetting)),
    /** What is still elsewhere, by the words it is known by there. */
    remains: sees.input(byId).output(z.array(z.object({ kind: remainKind, what: z.string() }))),
    /** It is gone there too: these words are erased as well. */
    settle: does.input(byId).output(forgetting),
  },
  sessions: {
    list: sees.input(z.object({ accountId: id.optional() })).output(z.array(validationSession)),
    get: sees.input(byId).output(validationSession),
    create: does.input(z.object({ accountId: id.optional(), name: z.string().min(1).max(200), projectName: z.string().min(1).max(200).default('default'), callbackUrl: z.url().optional(), consentNote: z.string().max(10_000).default('') })).output(validationSession),
    /** "The person has finished": asks the service for its verdict. */
    askVerdict: does.input(byId).output(validationSession),
    /** A new session for the same person, when the token is spent or expired. */
    renew: does.input(byId).output(validationSession),
  },
  intakes: {
    list: sees.input(z.object({ groupId: id.optional() })).output(z.array(intake)),
    get: sees.input(byId).output(intake),
    create: does.input(intakeRequest).output(intake),
    /** Rows of pasted URLs or CSV text, as `create` would take them. */
    createFromText: does.input(z.object({ groupId: id, text: z.string().max(5_000_000), batchSize: z.number().int().min(1).max(1000).optional() })).output(intake),
    decide: does.input(z.object({ id, decision: z.enum(['start', 'first-batch-only', 'cancel']) })).output(intake),
  },
  clips: {
    list: sees.input(z.object({ filter: clipFilter.default({}), sort: clipSort.default('newest'), ...page })).output(pageOf(clip).extend({ total: z.number().int().nullable() })),
    counts: sees.input(clipFilter.extend({ sourceKind: clip.shape.sourceKind.optional() })).output(stateCounts),
    get: sees.input(byId).output(z.object({ clip, sources: z.array(clipSource), attempts: z.array(attempt), events: z.array(ledgerEvent), preparation: clipPreparation.nullable(), upload: clipUpload.nullable() })),
    /** What a resubmission of this selection would contain: exactly the failed ones. */
    resubmission: sees.input(clipSelection).output(z.object({ failed: z.number().int(), assumed: z.number().int(), tiredOut: z.number().int(), others: z.number().int() })),
    resubmit: does.input(z.object({ selection: clipSelection, includeTiredOut: z.boolean().default(false) })).output(done),
    setAside: does.input(clipSelection).output(done),
    /** Takes back *set aside*. */
    bringBack: does.input(clipSelection).output(done),
    /** Checks again what is held. */
    recheck: does.input(clipSelection).output(done),
    submitAnyway: does.input(clipSelection).output(done),
    /** Takes back what one deed did, of the clips that nothing has reached since. */
    undo: does.input(z.object({ deed: id })).output(changed),
    /** Shows where a clip's missing file is now; the rest of its folder is found along with it. */
    locate: does.input(z.object({ id, location: z.string().min(1) })).output(z.object({ relinked: z.number().int(), stillMissing: z.number().int(), otherFile: z.number().int(), from: z.string(), to: z.string() })),
    replaceSource: does.input(z.object({ id, location: z.string().min(1) })).output(clip),
  },
  batches: {
    list: sees.input(z.object({ groupId: id.optional(), states: z.array(batchState).optional(), ...page })).output(pageOf(batch)),
    get: sees.input(byId).output(batch),
    counts: sees.input(z.object({ groupId: id.optional() })).output(z.record(batchState, z.number().int())),
    pause: does.input(byId).output(batch),
    resume: does.input(byId).output(batch),
    resolve: does.input(z.object({ ids: z.array(id).min(1).max(1000), answer: batchAnswer })).output(changed),
  },
  /** Greenroom's own links: how they stand, and who has fetched by them. */
  links: {
    standing: sees.input(z.object({ accountId: id.optional() })).output(linksStanding),
    /** By whom one clip was fetched, the newest first. */
    fetches: sees.input(z.object({ clipId: id })).output(z.array(linkFetched)),
  },
  /** Which networks clips may leave by. */
  networks: {
    /** Asks the system which network this machine is on. */
    standing: sees.output(networksStanding),
    set: does.input(networkSettings.partial()).output(networksStanding),
    /** `approved: false` takes it back. */
    approve: does.input(z.object({ systemId: z.string(), approved: z.boolean() })).output(networksStanding),
    forget: does.input(z.object({ systemId: z.string() })).output(networksStanding),
  },
  limits: {
    /** What breaks `limits` is held, what breaks `narrowerLimits` is warned of. Clips held for what has changed are checked again; what waits unsent is held to it. */
    change: does.input(z.object({ accountId: id, limits: accountSettings.shape.limits, narrowerLimits: accountSettings.shape.narrowerLimits })).output(limitsFollowed),
    /** Back to what a new account has. */
    reset: does.input(z.object({ accountId: id })).output(limitsFollowed),
    /** Sends three of the clips a limit holds as they are, to learn whether it is real. */
    tryThree: does.input(z.object({ accountId: id, groupId: id.optional(), reasonCode: z.string() })).output(changed),
    /** What a person made of the three verdicts: the limit follows them, and what it no longer holds is checked again; or it stays. */
    answerTrial: does.input(z.object({ id, answer: z.enum(['lift', 'keep']) })).output(changed),
    /** From now on a narrower limit holds (and what waits unsent is held to it), or goes on to only warn. */
    answerStrict: does.input(z.object({ accountId: id, assetType, reasonCode: z.string(), answer: z.enum(['hold', 'leave']) })).output(changed),
  },
  attention: { list: sees.input(z.object({ accountId: id.optional() })).output(z.array(cause)) },
  folders: {
    list: sees.input(z.object({ groupId: id.optional() })).output(z.array(watchFolder)),
    add: does.input(z.object({ groupId: id, path: z.string().min(1), existing: z.enum(['submit', 'ignore']).default('submit') }).extend(folderSettings.shape)).output(watchFolder),
    change: does.input(z.object({ id, settings: folderSettings })).output(watchFolder),
    pause: does.input(byId).output(watchFolder),
    resume: does.input(byId).output(watchFolder),
    remove: does.input(byId).output(nothing),
    rescan: does.input(byId).output(watchFolder),
  },
  preparations: {
    settings: sees.output(preparationSettings),
    set: does.input(preparationSettings.partial()).output(preparationSettings),
    tools: sees.output(preparationTools),
    profiles: sees.output(z.array(preparationProfile)),
    /** A new profile, or with `id` a changed one; its folders go on with it. */
    saveProfile: does.input(z.object({ id: id.optional(), name: z.string().trim().min(1).max(80), recipe })).output(preparationProfile),
    /** Refused while a folder uses it. */
    removeProfile: does.input(byId).output(nothing),
    /** A recipe with which the clips of a selection would keep to their account's limits, as far as one can. */
    suggest: sees.input(clipSelection).output(preparationSuggestion),
    reach: sees.input(z.object({ selection: clipSelection, recipe })).output(preparationReach),
    /** Prepares three of them to look at; nothing else happens to them. */
    try: does.input(z.object({ selection: clipSelection, recipe })).output(preparationTrial),
    trial: sees.input(byId).output(preparationTrial),
    /** Prepares all of them; each goes on by itself as soon as its copy fits. */
    start: does.input(z.object({ selection: clipSelection, recipe })).output(done.extend({ left: z.number().int() })),
    /** Takes back what has not been prepared yet: the clips are checked as they are, or failed again where they had failed. */
    cancel: does.input(clipSelection).output(changed),
    overview: sees.input(z.object({ groupId: id.optional() })).output(preparationOverview),
    pause: does.output(nothing),
    resume: does.output(nothing),
    /** Removes the copies of clips that have their verdict, now. */
    cleanUp: does.output(z.object({ copies: z.number().int(), bytes: z.number() })),
  },
  /** Where news goes besides the screens. */
  channels: {
    list: sees.output(z.array(channel)),
    add: does.input(z.object({ kind: channelKind, settings: channelSettings, secrets: channelSecrets })).output(channel),
    /** Secrets that are left out stay as they are. */
    change: does.input(z.object({ id, settings: channelSettings, secrets: channelSecrets.optional() })).output(channel),
    remove: does.input(byId).output(nothing),
    /** Hands a trial message over and says what came of it. */
    test: does.input(byId).output(trial),
  },
  /** Who may open the screens of `greenroom serve`, besides whoever started it. */
  signIns: {
    /** Those that hold, and the last hundred that were revoked. */
    list: sees.output(z.object({ rows: z.array(signIn), /** Where the screens were last served, as addresses; the first is the most useful elsewhere. */ servedAt: z.array(z.string()) })),
    /** `token` opens the screens (`<address>/?token=…`) and is shown this once: only its hash is kept. */
    add: does.input(newSignIn).output(z.object({ signIn, token: z.string() })),
    /** Ends it at once, wherever it is in use. */
    revoke: does.input(byId).output(signIn),
  },
  /** Looks at everything the work depends on; takes some seconds, for it asks the service, the links and the storage. */
  doctor: {
    look: does.output(examination),
    /** What was found, settings, counts and the last events as one text without names, addresses or keys, to hand to somebody who helps. */
    report: does.output(z.object({ text: z.string() })),
  },
  activity: { list: sees.input(z.object({ groupId: id.optional(), clipId: id.optional(), batchId: id.optional(), actor: z.enum(['people', 'system']).optional(), ...page })).output(pageOf(ledgerEvent)) },
  assets: {
    counts: sees.input(z.object({ groupId: id.optional() })).output(stateCounts),
    /** Usable assets of a group as one text, ready to copy or save. */
    export: sees
      .input(z.object({ groupId: id, format: z.enum(['csv', 'json', 'asset-urls', 'generation-request']), exactOnly: z.boolean().default(false), clipIds: z.array(id).optional(), prompt: z.string().optional() }))
      .output(z.object({ text: z.string(), count: z.number().int() })),
  },
}

export type Contract = typeof contract
