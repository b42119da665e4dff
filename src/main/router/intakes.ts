import type { PassedOver } from '../../contract/models/intake.ts'
import { expandInputs, expandText } from '../intake/expand-inputs.ts'
import { addPassedOver } from '../intake/read-tree.ts'
import { listIntakes, readIntake } from '../ledger/intakes.ts'
import { decideIntake, runIntake } from '../runners/intake-flow.ts'
import { os } from './base.ts'
import type { CoreState } from './core-state.ts'
import { showIntake } from './show-intake.ts'

const show = async (core: CoreState, id: number) => showIntake(core, await readIntake(core.context.ledger.read, id))

export const intakes = {
  list: os.intakes.list.handler(async ({ input, context: { core } }) => Promise.all((await listIntakes(core.context.ledger.read, input.groupId)).map((row) => showIntake(core, row)))),
  get: os.intakes.get.handler(({ input, context: { core } }) => show(core, input.id)),
  create: os.intakes.create.handler(async ({ input, context: { core } }) => {
    const passedOver: PassedOver[] = []
    const items = expandInputs(input.inputs, { cwd: process.cwd(), assetType: input.assetType, readTree: core.context.disk.readTree, onPassedOver: (found) => addPassedOver(passedOver, found) })
    return show(core, await runIntake(core.context, input, items, core.actor, passedOver))
  }),
  createFromText: os.intakes.createFromText.handler(async ({ input, context: { core } }) => {
    const passedOver: PassedOver[] = []
    const items = expandText(input.text, { cwd: process.cwd(), readTree: core.context.disk.readTree, onPassedOver: (found) => addPassedOver(passedOver, found) })
    return show(core, await runIntake(core.context, { groupId: input.groupId, inputs: ['(pasted)'], batchSize: input.batchSize, preflight: true, askWhenLarge: true }, items, core.actor, passedOver))
  }),
  decide: os.intakes.decide.handler(async ({ input, context: { core } }) => {
    await decideIntake(core.context, input.id, input.decision, core.actor)
    return show(core, input.id)
  }),
}
