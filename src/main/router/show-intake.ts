import type { Intake, IntakeEstimate, IntakeRefusal, PassedOver } from '../../contract/models/intake.ts'
import { readGroup } from '../ledger/groups.ts'
import type { StoredIntake } from '../ledger/intakes.ts'
import type { CoreState } from './core-state.ts'

/** An intake as the contract shows it. */
export async function showIntake(core: CoreState, row: StoredIntake): Promise<Intake> {
  return {
    id: row.id, groupId: row.group_id, groupName: (await readGroup(core.context.ledger.read, row.group_id)).name, state: row.state as Intake['state'], taken: row.taken, alreadyThere: row.already_there,
    refusals: JSON.parse(row.refusals) as IntakeRefusal[], passedOver: JSON.parse(row.passed_over) as PassedOver[], estimate: row.estimate === null ? null : (JSON.parse(row.estimate) as IntakeEstimate), createdAt: row.created_at,
  }
}
