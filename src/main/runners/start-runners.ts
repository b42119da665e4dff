import path from 'node:path'
import { createArrivalRunner } from './arrival-runner.ts'
import { createBackupRunner } from './backup-runner.ts'
import { createCheckRunner } from './check-runner.ts'
import { createClockRunner } from './clock-runner.ts'
import { createErrandRunner } from './errand-runner.ts'
import { createFolderRunner } from './folder-runner.ts'
import { createFollowRunner } from './follow-runner.ts'
import { createForgetRunner } from './forget-runner.ts'
import { endHealth, sayHealth, type LoopBeat } from './health-file.ts'
import { createIntakeKeeper } from './intake-keeper.ts'
import { createLinkKeeper } from './link-keeper.ts'
import { createLoopWatch } from './loop-watch.ts'
import { createPrepareRunner } from './prepare-runner.ts'
import { createPresenceRunner, type Presence } from './presence-runner.ts'
import { createPublishRunner } from './publish-runner.ts'
import { runLoop, type Step } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'
import { createSessionRunner } from './session-runner.ts'
import { createSubmitRunner } from './submit-runner.ts'
import { createUploadRunner } from './upload-runner.ts'
import { createTellRunner } from './tell-runner.ts'
import { createWake } from './wake.ts'

/** A step of the links may hold an upload of a large file. */
const uploadPatienceMs = 2 * 3_600_000

export interface Runners {
  /** When each loop was last heard of. */
  beats(): LoopBeat[]
  /** Ends every loop after its step; what is on its way is waited for, so that its outcome is known. */
  stop(): Promise<void>
}

/** The loops that work; those that look after the process itself always run. */
export type LoopName = 'arrivals' | 'checks' | 'preparations' | 'links' | 'uploads' | 'link-servers' | 'submissions' | 'reviews' | 'verifications' | 'errands' | 'folders' | 'news' | 'forgettings' | 'intakes'

export interface StartOptions {
  /** Only these loops. */
  only?: readonly LoopName[]
  /** They begin their first step once this is fulfilled. */
  calmUntil?: Promise<unknown>
}

/** Starts every loop, or those asked for; each wakes at whatever is written to the ledger. */
export function startRunners(context: RunnerContext, changes: { onRing(listener: () => void): () => void }, presence: Presence, { only, calmUntil }: StartOptions = {}): Runners {
  const wake = createWake()
  const unsubscribe = changes.onRing(() => wake.ring())
  const checks = createCheckRunner(context)
  const uploads = createUploadRunner(context)
  const submissions = createSubmitRunner(context, () => wake.ring())
  const reviews = createFollowRunner(context)
  const preparations = createPrepareRunner(context)
  const folders = createFolderRunner(context, () => wake.ring())
  const backups = createBackupRunner(context, context.backupWorkerUrl)
  const forgettings = createForgetRunner(context)
  const dataDir = path.dirname(context.ledger.file)
  const looked = (beats: LoopBeat[]): void => sayHealth(dataDir, { pid: presence.pid, at: context.clock.now(), beats, troubles: [...context.troubles.list()] })
  const watch = createLoopWatch({ ...context, looked })
  const lent = { clock: context.clock, wake, log: context.log, watch, calmUntil }
  const steps: Record<LoopName, Step> = {
    arrivals: createArrivalRunner(context).step,
    checks: checks.step,
    preparations: preparations.step,
    links: createPublishRunner(context).step,
    'link-servers': createLinkKeeper(context).step,
    uploads: uploads.step,
    submissions: submissions.step,
    reviews: reviews.step,
    verifications: createSessionRunner(context).step,
    errands: createErrandRunner(context).step,
    folders: folders.step,
    news: createTellRunner(context).step,
    forgettings: forgettings.step,
    intakes: createIntakeKeeper(context).step,
  }
  const loops = [
    runLoop('clock', createClockRunner(context).step, lent),
    runLoop('backups', backups.step, lent),
    runLoop('presence', createPresenceRunner(context, presence).step, lent),
    ...(Object.keys(steps) as LoopName[]).filter((name) => only?.includes(name) ?? true).map((name) => runLoop(name, steps[name], name === 'links' ? { ...lent, patienceMs: uploadPatienceMs } : lent)),
  ]
  watch.tellOthers()
  return {
    beats: watch.beats,
    async stop() {
      unsubscribe()
      await watch.stop()
      await Promise.all(loops.map((loop) => loop.stop()))
      await Promise.all([checks.drain(), uploads.drain(), submissions.drain(), reviews.drain(), backups.drain(), preparations.drain(), forgettings.drain(), folders.close()])
      endHealth(dataDir)
    },
  }
}
