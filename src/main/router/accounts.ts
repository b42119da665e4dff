import type { Publishing, Trial } from '../../contract/models/account.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { changeAccount, ensureAccount, listAccounts, pauseAccount, readAccount } from '../ledger/accounts.ts'
import { askErrand, errandResult } from '../ledger/errands.ts'
import { endStorageTrouble } from '../ledger/storage.ts'
import { keyName, storageKeyName } from '../runners/effective-account.ts'
import { defaultCallbackUrl, newAccountValues } from '../new-account.ts'
import { storageMistake } from '../domain/storage-mistake.ts'
import { os } from './base.ts'
import { changeLimits } from './change-limits.ts'
import { stamp, type CoreState } from './core-state.ts'
import { mustBeFolder } from './must-be-folder.ts'
import { showAccount } from './show-account.ts'

const show = async (core: CoreState, id: number) => showAccount(core, await core.context.account(id))

export const accounts = {
  list: os.accounts.list.handler(async ({ context: { core } }) => Promise.all((await listAccounts(core.context.ledger.read)).map((row) => show(core, row.id)))),
  create: os.accounts.create.handler(async ({ input, context: { core } }) => {
    const names = (await listAccounts(core.context.ledger.read)).map((row) => row.name)
    if (names.includes(input.name)) throw new ProblemError('already-there', `There is an account named ${input.name} already.`, 'Choose another name, or change that account.')
    const made = await core.context.ledger.transact((tx) => ensureAccount(tx, { ...newAccountValues(input.name), base_url: trimmed(input.baseUrl) }, stamp(core)))
    await core.capabilities.secrets.set(keyName(made.id), input.key)
    return show(core, made.id)
  }),
  set: os.accounts.set.handler(async ({ input, context: { core } }) => {
    const { settings, id } = input
    await readAccount(core.context.ledger.read, id)
    const { limits, narrowerLimits, ...rest } = settings
    if (limits || narrowerLimits) await changeLimits(core, id, { limits, narrowerLimits })
    if (Object.keys(rest).length === 0 && input.key === undefined && (limits || narrowerLimits)) return show(core, id)
    if (input.key !== undefined) await core.capabilities.secrets.set(keyName(id), input.key)
    const changes = {
      ...(settings.name === undefined ? {} : { name: settings.name }),
      ...(settings.baseUrl === undefined ? {} : { base_url: trimmed(settings.baseUrl) }),
      ...(settings.submitRpm === undefined ? {} : { submit_rpm: settings.submitRpm }),
      ...(settings.pollRpm === undefined ? {} : { poll_rpm: settings.pollRpm }),
      ...(settings.sharePercent === undefined ? {} : { share_percent: settings.sharePercent }),
      ...(settings.batchSize === undefined ? {} : { batch_size: settings.batchSize }),
      ...(settings.callbackUrl === undefined ? {} : { callback_url: settings.callbackUrl || defaultCallbackUrl }),
    }
    // The event says which settings changed; the key itself is never written anywhere but the secrets.
    await core.context.ledger.transact((tx) => changeAccount(tx, id, changes, {
      ...stamp(core), liftsStop: input.key !== undefined || settings.baseUrl !== undefined, data: { changed: [...Object.keys(rest), ...(input.key === undefined ? [] : ['key'])] },
    }))
    return show(core, id)
  }),
  setPublishing: os.accounts.setPublishing.handler(async ({ input, context: { core } }) => {
    if (input.publishing.kind === 'base-url') await mustBeFolder(input.publishing.root, 'Name the public folder it lies in.')
    await readAccount(core.context.ledger.read, input.id)
    const mistake = input.publishing.kind === 's3' ? storageMistake(input.publishing, input.storageKey) : null
    if (mistake) throw new ProblemError('invalid-input', mistake.message, mistake.advice)
    if (input.storageKey) await core.capabilities.secrets.set(storageKeyName(input.id), JSON.stringify(input.storageKey))
    await core.context.ledger.transact(async (tx) => {
      await changeAccount(tx, input.id, { publishing: JSON.stringify(input.publishing satisfies Publishing) }, { ...stamp(core), liftsStop: false, data: { changed: ['publishing', ...(input.storageKey ? ['storageKey'] : [])], kind: input.publishing.kind } })
      // What was mended is tried at once.
      await endStorageTrouble(tx, input.id, { now: stamp(core).now, answered: false })
    })
    return show(core, input.id)
  }),
  test: os.accounts.test.handler(({ input, context: { core }, signal }) => runErrand(core, input.id, 'test-api', signal)),
  testPublishing: os.accounts.testPublishing.handler(({ input, context: { core }, signal }) => runErrand(core, input.id, 'test-publishing', signal)),
  pause: os.accounts.pause.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => pauseAccount(tx, input.id, true, byWhom(stamp(core), input)))
    return show(core, input.id)
  }),
  resume: os.accounts.resume.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact(async (tx) => {
      await pauseAccount(tx, input.id, false, byWhom(stamp(core), input))
      await endStorageTrouble(tx, input.id, { now: stamp(core).now, answered: false })
    })
    return show(core, input.id)
  }),
}

/** What a policy does, nobody did. */
function byWhom(stamped: { now: number; actor: string }, { because }: { because?: 'battery' | undefined }): { now: number; actor: string; because?: 'battery' } {
  return because ? { now: stamped.now, actor: 'system', because } : stamped
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}

/** How long the process that runs the loops may take for a trial. */
const trialMs = 90_000

/** Has the process that runs the loops try something, and waits for its answer. */
export async function runErrand(core: CoreState, accountId: number, kind: 'test-api' | 'test-publishing', signal?: AbortSignal): Promise<Trial> {
  const { ledger, clock } = core.context
  const id = await ledger.transact((tx) => askErrand(tx, { accountId, kind, ...stamp(core) }))
  const due = clock.monotonic() + trialMs
  while (clock.monotonic() < due && !signal?.aborted) {
    const result = await errandResult(ledger.read, id)
    if (result) return result
    await clock.wait(50, signal)
  }
  throw new ProblemError('ledger-busy', 'Nobody has tried it: the process that runs the loops did not get to it.', 'Look at what it is doing (greenroom status), and try again.')
}
