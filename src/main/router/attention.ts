import type { Cause } from '../../contract/models/overview.ts'
import type { GroupStop } from '../../contract/models/group.ts'
import type { NetworkWait } from '../../contract/models/network.ts'
import { noClips } from '../../contract/models/states.ts'
import { commonFacts } from '../domain/common-facts.ts'
import { reasonClassOf } from '../domain/failure-catalogue.ts'
import { listAccounts } from '../ledger/accounts.ts'
import { countClips, countClipsByGroup, countReasons } from '../ledger/counts.ts'
import { listFolders } from '../ledger/folders.ts'
import { listGroups, type StoredGroup } from '../ledger/groups.ts'
import { listIntakes } from '../ledger/intakes.ts'
import { factsOfVerdicts } from '../ledger/read-clips.ts'
import { readPreparationSetting } from '../ledger/preparation-settings.ts'
import { countPreparations } from '../ledger/read-preparations.ts'
import { listSessions } from '../ledger/sessions.ts'
import { readStorage } from '../ledger/storage.ts'
import { failedFor } from '../ledger/resubmission.ts'
import { unclearBatches } from '../ledger/unclear-batches.ts'
import type { CoreState } from './core-state.ts'
import { heldCauses } from './held-causes.ts'
import { limitCauses } from './limit-causes.ts'
import { networkWaitOf } from './network-wait.ts'
import { showAccount } from './show-account.ts'
import { showIntake } from './show-intake.ts'

/** Clips looked at to tell what failures without a reason have in common. */
const sample = 300

/** What needs a person: one card per cause, the gravest first. */
export async function listCauses(core: CoreState, accountId?: number): Promise<Cause[]> {
  const db = core.context.ledger.read
  const groups = await listGroups(db, accountId)
  const nameOf = new Map(groups.map((group) => [group.id, group.name]))
  const named = (groupId: number): { groupId: number; groupName: string } => ({ groupId, groupName: nameOf.get(groupId) ?? '' })
  const mine = (groupId: number): boolean => nameOf.has(groupId)
  return [
    ...core.context.troubles.list().map((trouble): Cause => ({ kind: 'core-trouble', trouble: trouble.kind, subject: trouble.subject, message: trouble.message, since: trouble.since })),
    ...(await stoppedAccounts(core, accountId)),
    ...(await refusingStorages(core, accountId)),
    ...(await unapprovedNetwork(core, accountId)),
    ...(await silentLinks(core, accountId)),
    ...(await unclearBatches(db, accountId)).map((cause): Cause => ({ kind: 'batches-unclear', why: cause.why, ...named(cause.groupId), batchIds: cause.batchIds, clips: cause.clips, since: cause.since })),
    ...(await stoppedGroups(core, groups)),
    ...(await Promise.all((await listIntakes(db, undefined, ['asking', 'first-batch'])).filter((intake) => mine(intake.group_id)).map(async (intake): Promise<Cause> => ({ kind: 'intake-asks', intake: await showIntake(core, intake) })))),
    ...(await waitingPreparations(core)),
    ...(await limitCauses(core, accountId)),
    ...(await reasons(core, accountId, (groupId) => groups.find((group) => group.id === groupId)?.account_id ?? 0, named)),
    ...(await listFolders(db)).filter((folder) => folder.state === 'waiting' && mine(folder.group_id)).map((folder): Cause => ({
      kind: 'folder-waiting', folderId: folder.id, groupName: nameOf.get(folder.group_id) ?? '', path: folder.path, cause: folder.cause, why: folder.why, since: folder.state_since,
    })),
    ...(await listSessions(db, accountId, ['open'])).map((session): Cause => ({ kind: 'session-open', sessionId: session.id, name: session.name, expiresAt: session.expires_at })),
  ]
}

async function stoppedAccounts(core: CoreState, accountId?: number): Promise<Cause[]> {
  const db = core.context.ledger.read
  const causes: Cause[] = []
  for (const row of await listAccounts(db)) {
    if (accountId !== undefined && row.id !== accountId) continue
    const account = await showAccount(core, await core.context.account(row.id))
    const counts = await countClips(db, { accountId: row.id })
    const waiting = counts.ready + counts.publishing + counts.checking + counts.settling
    // An account without a key is set up on the first run; it needs somebody once clips wait for it.
    if (account.stop === null || (account.stop === 'no-key' && waiting === 0)) continue
    causes.push({ kind: 'account-stopped', accountId: row.id, accountName: row.name, stop: account.stop, reason: account.reason, waiting, since: account.since })
  }
  return causes
}

async function refusingStorages(core: CoreState, accountId?: number): Promise<Cause[]> {
  const db = core.context.ledger.read
  const causes: Cause[] = []
  for (const row of await listAccounts(db)) {
    if (accountId !== undefined && row.id !== accountId) continue
    const { trouble } = await readStorage(db, row.id)
    const account = await core.context.account(row.id)
    if (trouble?.kind !== 'refused' || account.publishing.kind !== 's3') continue
    const { publishing: waiting } = await countClips(db, { accountId: row.id })
    causes.push({ kind: 'storage-refuses', accountId: row.id, accountName: row.name, code: trouble.code, message: trouble.message, advice: trouble.advice, waiting, since: trouble.since, retryAt: trouble.retryAt })
  }
  return causes
}

/** One card, however many accounts wait for it. */
async function unapprovedNetwork(core: CoreState, accountId?: number): Promise<Cause[]> {
  const db = core.context.ledger.read
  const waits: NetworkWait[] = []
  for (const row of await listAccounts(db)) {
    if (accountId !== undefined && row.id !== accountId) continue
    const counts = await countClips(db, { accountId: row.id })
    const wait = await networkWaitOf(core, await core.context.account(row.id), counts)
    if (wait !== null) waits.push(wait)
  }
  const [first] = waits
  if (!first) return []
  const { why, network, since } = first
  return [{ kind: 'network-waits', why, network, since, waiting: waits.reduce((sum, wait) => sum + wait.clips, 0), alsoQueued: waits.some((wait) => wait.alsoQueued) }]
}

/** Links that do not open, while clips wait for them: a storage that is in trouble has a card of its own. */
async function silentLinks(core: CoreState, accountId?: number): Promise<Cause[]> {
  const db = core.context.ledger.read
  const causes: Cause[] = []
  for (const row of await listAccounts(db)) {
    if ((accountId !== undefined && row.id !== accountId) || row.links_trouble === null) continue
    const counts = await countClips(db, { accountId: row.id })
    const waiting = counts.publishing + counts.ready
    causes.push({ kind: 'links-silent', accountId: row.id, accountName: row.name, message: row.links_trouble, waiting, since: row.links_trouble_since ?? row.state_since })
  }
  return causes
}

async function stoppedGroups(core: CoreState, groups: readonly StoredGroup[]): Promise<Cause[]> {
  const counts = await countClipsByGroup(core.context.ledger.read)
  return groups.flatMap((group): Cause[] => {
    if (group.stop === null) return []
    const of = counts.get(group.id) ?? noClips()
    return [{ kind: 'group-stopped', groupId: group.id, groupName: group.name, stop: JSON.parse(group.stop) as GroupStop, waiting: of.ready + of.publishing + of.checking + of.settling }]
  })
}

async function reasons(core: CoreState, accountId: number | undefined, accountOf: (groupId: number) => number, named: (groupId: number) => { groupId: number; groupName: string }): Promise<Cause[]> {
  const db = core.context.ledger.read
  const causes: Cause[] = []
  const counted = (await countReasons(db, accountId)).sort((a, b) => b.n - a.n)
  for (const { groupId, code, n } of counted.filter((reason) => reason.state === 'failed')) {
    const { assumed, tiredOut } = await failedFor(db, groupId, code)
    causes.push({
      kind: 'failed', ...named(groupId), reasonCode: code, clips: n, reasonClass: reasonClassOf({ code, message: null }),
      resubmittable: n - tiredOut, assumed, tiredOut,
      common: code === 'NoReason' ? commonFacts(await factsOfVerdicts(db, groupId, 'failed', code, sample), await factsOfVerdicts(db, groupId, 'active', null, sample)) : [],
    })
  }
  causes.push(...(await heldCauses(db, counted.filter((reason) => reason.state === 'held'), accountOf, named)))
  return causes
}


/** Copies that cannot be made, and clips that wait for them. */
async function waitingPreparations(core: CoreState): Promise<Cause[]> {
  const db = core.context.ledger.read
  const setting = await readPreparationSetting(db)
  const counts = await countPreparations(db)
  const clips = setting.waits === 'no-ffmpeg' ? counts.waiting.n : counts.queued.n + counts.waiting.n
  if (setting.waits === null || setting.paused === 1 || clips === 0) return []
  return [{ kind: 'preparation-waits', why: setting.waits, message: setting.waits_message ?? '', clips, since: setting.waits_since ?? 0 }]
}
