import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { ForgettingPreview } from '../../contract/models/forgetting.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { listBackups } from '../ledger/backups.ts'
import { countClips } from '../ledger/counts.ts'
import { heldOf } from '../ledger/forget-person.ts'
import { beginForgetting, listForgettings, readForgetting, remainsOf, settleRemains, standingWithService } from '../ledger/forgettings.ts'
import { readGroup } from '../ledger/groups.ts'
import { os } from './base.ts'
import { stamp, type CoreState } from './core-state.ts'

const heldHere = (core: CoreState, groupId: number) => heldOf(core.context.ledger.read, groupId, path.join(core.options.dataDir, 'uploads') + path.sep)

async function preview(core: CoreState, groupId: number): Promise<ForgettingPreview> {
  const db = core.context.ledger.read
  const group = await readGroup(db, groupId)
  const { sending, inReview, unclear } = await standingWithService(db, groupId)
  const assets = await db.selectFrom('clip').select((eb) => eb.fn.count<number>('asset_id').distinct().as('n')).where('group_id', '=', groupId).executeTakeFirst()
  const tasks = await db.selectFrom('batch').select((eb) => eb.fn.count<number>('task_id').distinct().as('n')).where('group_id', '=', groupId).executeTakeFirst()
  const aside = path.join(core.options.dataDir, 'set-aside')
  return {
    groupId, name: group.name, held: await heldHere(core, groupId), counts: await countClips(db, { groupId }), inReview: sending + inReview, unclear,
    remote: { groupId: group.remote_id, projectName: group.project_name, assets: Number(assets?.n ?? 0), tasks: Number(tasks?.n ?? 0) },
    backups: listBackups(core.options.dataDir).length, setAside: existsSync(aside) ? readdirSync(aside).map((name) => path.join(aside, name)) : [],
  }
}

export const forgettings = {
  preview: os.forgettings.preview.handler(({ input, context: { core } }) => preview(core, input.id)),
  ask: os.forgettings.ask.handler(async ({ input, context: { core } }) => {
    const { ledger } = core.context
    const group = await readGroup(ledger.read, input.id)
    if (input.name.trim().normalize('NFC') !== group.name.trim().normalize('NFC')) throw new ProblemError('invalid-input', `The name that was typed is not that of ${group.name}; nothing was done.`, 'Type the name exactly as it stands.')
    const held = await heldHere(core, group.id)
    return readForgetting(ledger.read, await ledger.transact((tx) => beginForgetting(tx, group.id, held, stamp(core))))
  }),
  list: os.forgettings.list.handler(({ context: { core } }) => listForgettings(core.context.ledger.read)),
  remains: os.forgettings.remains.handler(({ input, context: { core } }) => remainsOf(core.context.ledger.read, input.id)),
  settle: os.forgettings.settle.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => settleRemains(tx, input.id, stamp(core)))
    return readForgetting(core.context.ledger.read, input.id)
  }),
}
