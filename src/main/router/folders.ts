import path from 'node:path'
import { ProblemError } from '../../contract/models/problem.ts'
import { volumeOf } from '../intake/volume-id.ts'
import { addFolder, changeFolder, listFolders, readFolder, removeFolder, mustNotOverlap } from '../ledger/folders.ts'
import { readProfile } from '../ledger/preparation-profiles.ts'
import { mustNotBeForgotten } from '../ledger/forgettings.ts'
import { readGroup } from '../ledger/groups.ts'
import { readPreparationSetting } from '../ledger/preparation-settings.ts'
import { liesIn } from '../preparation/copies-folder.ts'
import { os } from './base.ts'
import { mustBeFolder } from './must-be-folder.ts'
import { stamp, type CoreState } from './core-state.ts'
import { showFolder } from './show-folder.ts'

const defaultSettleMs = 5_000
const defaultLingerMs = 10 * 60_000

const show = async (core: CoreState, id: number) => showFolder(core, await readFolder(core.context.ledger.read, id))

export const folders = {
  list: os.folders.list.handler(async ({ input, context: { core } }) => Promise.all((await listFolders(core.context.ledger.read, input.groupId)).map((row) => showFolder(core, row)))),
  add: os.folders.add.handler(async ({ input, context: { core } }) => {
    await readGroup(core.context.ledger.read, input.groupId)
    await mustNotBeForgotten(core.context.ledger.read, input.groupId)
    const folder = path.resolve(input.path)
    await mustBeFolder(folder, 'Watch the folder it lies in, or submit the file.')
    // Said first: what a person watches already tells them more than where our copies lie.
    await mustNotOverlap(core.context.ledger.read, folder)
    await mustNotHoldCopies(core, folder)
    const profile = await profileOf(core, input.profileId)
    const volume = await volumeOf(folder)
    const id = await core.context.ledger.transact((tx) => addFolder(tx, {
      group_id: input.groupId, path: folder, volume_id: volume.volumeId, relative_path: volume.relativePath, settle_ms: input.settleMs ?? defaultSettleMs, linger_ms: input.lingerMs ?? defaultLingerMs,
      batch_size: input.batchSize ?? null, ignore: JSON.stringify(input.ignore ?? []), existing: input.existing, profile_id: profile,
    }, stamp(core)))
    return show(core, id)
  }),
  change: os.folders.change.handler(async ({ input: { id, settings }, context: { core } }) => {
    const profile = await profileOf(core, settings.profileId)
    await core.context.ledger.transact((tx) => changeFolder(tx, id, {
      ...(settings.settleMs === undefined ? {} : { settle_ms: settings.settleMs }),
      ...(settings.lingerMs === undefined ? {} : { linger_ms: settings.lingerMs }),
      ...(settings.batchSize === undefined ? {} : { batch_size: settings.batchSize }),
      ...(settings.ignore === undefined ? {} : { ignore: JSON.stringify(settings.ignore) }),
      ...(settings.profileId === undefined ? {} : { profile_id: profile }),
    }, { ...stamp(core), what: 'folder.changed' }))
    return show(core, id)
  }),
  pause: os.folders.pause.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => changeFolder(tx, input.id, { state: 'paused', why: null, cause: null }, stamp(core)))
    return show(core, input.id)
  }),
  resume: os.folders.resume.handler(async ({ input, context: { core } }) => {
    const folder = await readFolder(core.context.ledger.read, input.id)
    if (folder.state === 'paused') await core.context.ledger.transact((tx) => changeFolder(tx, input.id, { state: 'scanning', told_causes: '[]' }, { ...stamp(core), what: 'folder.resumed' }))
    return show(core, input.id)
  }),
  remove: os.folders.remove.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => removeFolder(tx, input.id, stamp(core)))
    return {}
  }),
  rescan: os.folders.rescan.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => changeFolder(tx, input.id, { rescan_asked_at: stamp(core).now }, { ...stamp(core), what: 'folder.rescan-asked' }))
    return show(core, input.id)
  }),
}

/** @throws ProblemError `folder-overlaps` for a folder that our own copies lie in. */
async function mustNotHoldCopies(core: CoreState, folder: string): Promise<void> {
  const copies = (await readPreparationSetting(core.context.ledger.read)).folder ?? core.context.preparing.usualFolder
  if (!liesIn(folder, copies) && !liesIn(copies, folder)) return
  throw new ProblemError('folder-overlaps', `${folder} overlaps ${copies}, where prepared copies are kept: every copy would be taken for a new clip.`, 'Watch a folder beside it, or keep the copies elsewhere: Settings, Preparation.')
}

/** @throws ProblemError `not-found` when there is no such profile. */
async function profileOf(core: CoreState, id: number | null | undefined): Promise<number | null> {
  return id == null ? null : (await readProfile(core.context.ledger.read, id)).id
}
