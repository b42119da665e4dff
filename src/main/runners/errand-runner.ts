import type { Trial } from '../../contract/models/account.ts'
import { closeRequest, openRequest } from '../ledger/requests.ts'
import { noteAnswered } from '../ledger/accounts.ts'
import { finishErrand, openErrands } from '../ledger/errands.ts'
import { endStorageTrouble } from '../ledger/storage.ts'
import { StorageError } from '../publishing/s3/storage-error.ts'
import { askSlot, takeSlot } from './budget.ts'
import type { EffectiveAccount } from './effective-account.ts'
import { sooner, type StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'
import { writeThrough } from './write-through.ts'

/** An errand nobody waits for any more is not run. */
const staleMs = 5 * 60_000

/** The loop that tries what another process, or the screens, want tried. */
export function createErrandRunner(context: RunnerContext) {
  const { ledger, clock } = context

  /** Null when the budget does not allow the call yet. */
  const testApi = async (account: EffectiveAccount): Promise<Trial | null> => {
    if (!(await askSlot(ledger.read, account, 'poll', clock.now())).free) return null
    const requestId = await ledger.transact(async (tx) => (await takeSlot(tx, account, 'poll', clock.now())) ? openRequest(tx, { accountId: account.id, ceiling: 'poll', purpose: 'test', now: clock.now() }) : null)
    if (requestId === null) return null
    const result = await context.api(account).probe()
    const now = Math.max(clock.now(), result.evidence.answeredAt)
    await writeThrough(context, 'a trial', async (tx) => {
      await closeRequest(tx, requestId, { answeredAt: now, outcome: result.evidence.mayHaveArrived ? 'test' : 'unsent', status: result.evidence.status, requestId: result.evidence.requestId })
      if (result.ok) await noteAnswered(tx, account.id, now)
    })
    return result.ok
      ? { ok: true, message: `${account.baseUrl} answers like the review API and takes the key.`, advice: null, details: { latencyMs: result.value.latencyMs } }
      : { ok: false, message: result.error.message, advice: result.error.advice, details: { kind: result.error.kind } }
  }

  const testPublishing = async (account: EffectiveAccount): Promise<Trial> => {
    const publisher = await context.publisher(account)
    if (publisher) {
      const trial = await publisher.test()
      // A storage that has just taken something takes clips too: they need not wait for their next try.
      if (trial.ok && account.publishing.kind === 's3') await ledger.transact((tx) => endStorageTrouble(tx, account.id, { now: clock.now(), answered: true }))
      return trial
    }
    return { ok: false, message: 'No way to make links is set up.', advice: 'Say in Settings, under Links, where the reviewer can fetch your clips.' }
  }

  return {
    async step(): Promise<StepResult> {
      let dueAt: number | null = null
      for (const errand of await openErrands(ledger.read)) {
        const now = clock.now()
        const account = await context.account(errand.accountId)
        const stale: Trial | null = now - errand.askedAt > staleMs ? { ok: false, message: 'It was not tried in time.', advice: 'Ask again.' } : null
        const result = stale ?? (await safely(() => (errand.kind === 'test-api' ? testApi(account) : testPublishing(account))))
        if (result) {
          await ledger.transact((tx) => finishErrand(tx, errand.id, result, clock.now()))
          return { worked: true, dueAt: null }
        }
        const slot = await askSlot(ledger.read, account, 'poll', now)
        dueAt = sooner(dueAt, slot.free ? now + 500 : (slot.at ?? now + 500))
      }
      return { worked: false, dueAt }
    },
  }
}

async function safely(run: () => Promise<Trial | null>): Promise<Trial | null> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof StorageError) return { ok: false, message: error.message, advice: error.advice, details: { code: error.code } }
    return { ok: false, message: error instanceof Error ? error.message : String(error), advice: 'Look at the settings of this account.' }
  }
}
