import type { Trial } from '../../contract/models/account.ts'
import type { EffectiveAccount } from './effective-account.ts'
import { againMs } from './link-checks.ts'
import type { RunnerContext } from './runner-context.ts'

/** Tells an outage of an account's way of making links from the trouble of single clips, by a test object of its own. */
export interface LinkOutage {
  /** Whether the way itself is out; null: it is being tried, whose end `onDone` tells. @param silent how many clips' links do not answer */
  of(account: EffectiveAccount, silent: number): boolean | null
}

/** Where nothing can be put to try the way with, so many clips that do not answer, and none that does, are an outage. */
const several = 3
/** The test object came: what is amiss about it keeps no link from answering. */
const answered: readonly unknown[] = ['passed', 'other-type', 'other-length', 'private-address']

export function createLinkOutage(context: Pick<RunnerContext, 'clock' | 'publisher' | 'log'>, onDone: () => void): LinkOutage {
  /** By account and way: settings that were changed are tried at once. */
  const known = new Map<string, { at: number; trial: Trial | null | 'asking' }>()

  const ask = async (account: EffectiveAccount): Promise<Trial | null> => {
    try {
      return (await (await context.publisher(account))?.test()) ?? null
    } catch (error) {
      context.log.warn('The way of making links could not be tried.', { account: account.stored.name, error: String(error) })
      return null
    }
  }

  return {
    of(account, silent) {
      const key = `${account.id} ${account.stored.publishing}`
      const there = known.get(key)
      const age = context.clock.now() - (there?.at ?? 0)
      if (there?.trial === 'asking') return null
      if (there && age >= 0 && age < againMs) {
        const code = there.trial?.details?.['code'] ?? null
        return there.trial === null || code === 'no-test-file' ? silent >= several : !there.trial.ok && !answered.includes(code)
      }
      known.set(key, { at: context.clock.now(), trial: 'asking' })
      void ask(account).then((trial) => void known.set(key, { at: context.clock.now(), trial })).then(onDone)
      return null
    },
  }
}
