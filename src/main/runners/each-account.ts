import { listAccounts } from '../ledger/accounts.ts'
import type { EffectiveAccount } from './effective-account.ts'
import { sooner, type Step, type StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

/** A loop's step as the same step for every account in turn: one that waits, or stumbles, holds no other up. */
export function eachAccount(context: RunnerContext, stepFor: (account: EffectiveAccount) => Promise<StepResult>): Step {
  return async () => {
    let all: StepResult = { worked: false, dueAt: null }
    const mistakes: unknown[] = []
    for (const { id } of await listAccounts(context.ledger.read)) {
      try {
        const one = await stepFor(await context.account(id))
        all = { worked: all.worked || one.worked, dueAt: sooner(all.dueAt, one.dueAt) }
      } catch (error) {
        mistakes.push(error)
      }
    }
    if (mistakes.length > 0) throw mistakes[0]
    return all
  }
}
