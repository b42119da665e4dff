import { countClips, countClipsByGroup } from '../ledger/counts.ts'
import { addGroup, changeGroup, listGroups, pauseGroup, readGroup } from '../ledger/groups.ts'
import { mustNotBeForgotten } from '../ledger/forgettings.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { os } from './base.ts'
import { stamp, type CoreState } from './core-state.ts'
import { showGroup } from './show-group.ts'

const show = async (core: CoreState, id: number) => {
  const db = core.context.ledger.read
  return showGroup(core, await readGroup(db, id), await countClips(db, { groupId: id }))
}

export const groups = {
  list: os.groups.list.handler(async ({ input, context: { core } }) => {
    const counts = await countClipsByGroup(core.context.ledger.read)
    return Promise.all((await listGroups(core.context.ledger.read, input.accountId)).map((row) => showGroup(core, row, counts.get(row.id))))
  }),
  get: os.groups.get.handler(({ input, context: { core } }) => show(core, input.id)),
  adopt: os.groups.adopt.handler(async ({ input, context: { core } }) => {
    const account = await core.accountOrDefault(input.accountId)
    const { id, made } = await core.context.ledger.transact((tx) => addGroup(tx, { ...input, remoteId: input.remoteId.trim(), accountId: account.id }, { ...stamp(core), how: 'adopted' }))
    if (!made) {
      await mustNotBeForgotten(core.context.ledger.read, id)
      const there = await readGroup(core.context.ledger.read, id)
      if (there.name !== input.name) throw new ProblemError('already-there', `Group ${input.remoteId} in project ${input.projectName} is already here, as ${there.name}.`, `Use it under that name, or rename ${there.name}.`, { details: { groupId: id } })
    }
    return show(core, id)
  }),
  change: os.groups.change.handler(async ({ input: { id, ...changes }, context: { core } }) => {
    await core.context.ledger.transact((tx) => changeGroup(tx, id, changes, stamp(core)))
    return show(core, id)
  }),
  pause: os.groups.pause.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => pauseGroup(tx, input.id, true, stamp(core)))
    return show(core, input.id)
  }),
  resume: os.groups.resume.handler(async ({ input, context: { core } }) => {
    await mustNotBeForgotten(core.context.ledger.read, input.id)
    await core.context.ledger.transact((tx) => pauseGroup(tx, input.id, false, stamp(core)))
    return show(core, input.id)
  }),
}
