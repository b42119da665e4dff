import type { IntakeEstimate, IntakeRefusal, IntakeRequest, PassedOver } from '../../contract/models/intake.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { AssetType } from '../../contract/models/states.ts'
import { estimateIntake } from '../domain/estimate.ts'
import { locationKey } from '../domain/file-names.ts'
import { isRefusal, type Found, type Refusal } from '../intake/found.ts'
import { countClips } from '../ledger/counts.ts'
import { mustNotBeForgotten } from '../ledger/forgettings.ts'
import { readGroup } from '../ledger/groups.ts'
import { beginIntake, countIntoIntake, endInterruptedScans, endIntakeScan, halfDoneIntakes, openGate, openWholeGate, readIntake, setAsideGated, setIntakeState, type StoredIntake } from '../ledger/intakes.ts'
import type { Candidate } from '../ledger/take-in.ts'
import { readStorage } from '../ledger/storage.ts'
import type { RunnerContext } from './runner-context.ts'
import { takeInFiles } from './take-in-files.ts'

/** Over so many clips one is asked before they are sent. */
export const largeIntake = 500
/** So many are written together. */
const usualPage = 500
/** What one core checks in a second, for the forecast (measured: about 6 ms a file and its hash). */
const checksPerSecond = 60

/** What an intake works with. */
export type IntakeContext = Pick<RunnerContext, 'ledger' | 'clock' | 'media' | 'disk' | 'account'>

/** A found file or URL as a candidate for the ledger. */
export function candidateOf(found: Found): Candidate {
  return {
    kind: found.kind, location: found.location, locationKey: locationKey(found.location), given: found.given, name: found.name, assetType: found.assetType,
    sizeBytes: found.sizeBytes, mtimeMs: found.mtimeMs === null ? null : Math.floor(found.mtimeMs),
  }
}

/**
 * Takes in what `items` finds, page by page; a large intake then waits for a person's word.
 * @param passedOver what folders hold besides clips; filled while `items` is gone through
 * @param page how many are written together
 * @returns the intake's number.
 */
export async function runIntake(
  context: IntakeContext, request: IntakeRequest, items: AsyncIterable<Found | Refusal>, actor: string, passedOver: readonly PassedOver[] = [], page = usualPage,
): Promise<number> {
  const { ledger, clock } = context
  const group = await readGroup(ledger.read, request.groupId)
  await mustNotBeForgotten(ledger.read, group.id)
  const intakeId = await ledger.transact((tx) => beginIntake(tx, {
    accountId: group.account_id, groupId: group.id, inputs: request.inputs, batchSize: request.batchSize ?? null, preflight: request.preflight, askWhenLarge: request.askWhenLarge,
  }, { now: clock.now(), actor }))
  const refusals: IntakeRefusal[] = []
  let waiting: Candidate[] = []
  const flush = async (): Promise<void> => {
    const candidates = waiting
    waiting = []
    if (candidates.length === 0) return
    const taken = await takeInFiles(context, candidates, {
      accountId: group.account_id, groupId: group.id, intakeId, folderId: null, batchSize: request.batchSize ?? null, lingerMs: null,
      preflight: request.preflight, gated: request.askWhenLarge, settleMs: null, now: clock.now(), actor,
    })
    await ledger.transact((tx) => countIntoIntake(tx, intakeId, taken))
  }
  try {
    for await (const item of items) {
      if (isRefusal(item)) {
        refusals.push({ input: item.input, line: item.line, code: item.code, message: item.message })
        continue
      }
      waiting.push(candidateOf(item))
      if (waiting.length >= page) await flush()
    }
    await flush()
    await endScan(context, intakeId, { refusals, passedOver }, actor)
  } catch (error) {
    // What was taken in must not wait for an end that never comes. Where not even that can be written, the loop of intakes does it later.
    const why = `This could not be looked through to its end (${error instanceof Error ? error.message : String(error)}).`
    await ledger.transact((tx) => endInterruptedScans(tx, clock.now(), { ids: [intakeId], why })).catch(() => undefined)
    throw error
  }
  return intakeId
}

async function endScan(context: IntakeContext, intakeId: number, met: { refusals: readonly IntakeRefusal[]; passedOver: readonly PassedOver[] }, actor: string): Promise<void> {
  const { ledger, clock } = context
  const intake = await readIntake(ledger.read, intakeId)
  const asks = intake.ask_when_large === 1 && intake.taken > largeIntake
  const estimate = asks ? await estimateOf(context, intake) : null
  await ledger.transact(async (tx) => {
    if (!asks) await openWholeGate(tx, intakeId, clock.now())
    await endIntakeScan(tx, intakeId, { state: asks ? 'asking' : 'running', ...met, estimate }, { now: clock.now(), actor })
  })
  if (!asks) await openIntake(context, intakeId)
}

async function estimateOf(context: IntakeContext, intake: StoredIntake): Promise<IntakeEstimate> {
  const account = await context.account(intake.account_id)
  const counts = await countClips(context.ledger.read, { accountId: intake.account_id })
  const batchSize = intake.batch_size ?? account.stored.batch_size
  const types: Record<AssetType, number> = { video: intake.taken, image: 0 }
  return estimateIntake({
    clips: types, bytes: intake.bytes, batchSize, submitRpm: account.submitRpm, sharePercent: account.stored.share_percent,
    requestsAhead: Math.ceil((counts.ready + counts.submitting) / batchSize), checksPerSecond,
    uploadBytesPerSecond: account.publishing.kind === 's3' ? (await readStorage(context.ledger.read, account.id)).bytesPerSecond : null,
  })
}

/** A person's word on a large intake. @throws ProblemError `not-permitted-now` when it no longer asks. */
export async function decideIntake(context: RunnerContext, intakeId: number, decision: 'start' | 'first-batch-only' | 'cancel', actor: string): Promise<void> {
  const { ledger, clock } = context
  const intake = await readIntake(ledger.read, intakeId)
  if (intake.state !== 'asking' && intake.state !== 'first-batch') {
    throw new ProblemError('not-permitted-now', `Intake ${intakeId} does not wait for a decision (it is ${intake.state}).`, 'Pause the person or the account to stop what is on its way.')
  }
  const stamp = { now: clock.now(), actor }
  switch (decision) {
    case 'start':
      await ledger.transact((tx) => setIntakeState(tx, intakeId, 'running', stamp))
      await openIntake(context, intakeId)
      return
    case 'first-batch-only': {
      const account = await context.account(intake.account_id)
      await ledger.transact(async (tx) => {
        await openGate(tx, intakeId, intake.batch_size ?? account.stored.batch_size, stamp.now)
        await setIntakeState(tx, intakeId, 'first-batch', stamp)
      })
      return
    }
    case 'cancel':
      await ledger.transact((tx) => setIntakeState(tx, intakeId, 'cancelled', stamp))
      await emptyGate(context, intakeId, actor)
  }
}

/** Sets aside what waits at a cancelled intake's gate, page by page. */
async function emptyGate({ ledger, clock }: RunnerContext, intakeId: number, actor: string): Promise<void> {
  while ((await ledger.transact((tx) => setAsideGated(tx, intakeId, { now: clock.now(), actor }))) > 0);
  // Nobody will open this gate any more: a clip that is brought back must not wait at it for ever.
  await ledger.transact((tx) => openWholeGate(tx, intakeId, clock.now()))
}

/**
 * Finishes what was begun at a person's word and not gone through with, since its process died or its disk was full: a
 * gate half open, an intake half cancelled.
 * @param known intakes that need not be looked at; those that were looked at are added
 */
export async function finishHalfDoneIntakes(context: RunnerContext, known: Set<number> = new Set()): Promise<void> {
  const { halfDone, decided } = await halfDoneIntakes(context.ledger.read, known)
  for (const intake of halfDone) {
    if (intake.state === 'cancelled') await emptyGate(context, intake.id, 'system')
    else await openIntake(context, intake.id)
  }
  for (const id of decided) known.add(id)
}

/** Opens the gate page by page, so that no commit is long. */
async function openIntake(context: IntakeContext, intakeId: number): Promise<void> {
  const { ledger, clock } = context
  while ((await ledger.transact((tx) => openGate(tx, intakeId, 5_000, clock.now()))) > 0);
  await ledger.transact((tx) => openWholeGate(tx, intakeId, clock.now()))
}
