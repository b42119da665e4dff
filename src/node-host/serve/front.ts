import type { Problem } from '../../contract/models/problem.ts'
import type { Clock } from '../../main/capabilities.ts'
import type { Core } from '../../main/core-handle.ts'
import { createRescue, isForRescue, type RescueOptions } from '../../main/rescue.ts'
import { startServer, type RunningServer, type ServerOptions } from './http-server.ts'
import { startRescueServer } from './rescue-server.ts'

/** What answers at the printed address: the screens of a core, or what helps while its ledger cannot be opened. */
export interface Front {
  /** With the token; it stays the same when one takes the other's place. */
  url: string
  /** Runs the core's loops, if there is a core. */
  start(): Promise<void>
  hangUp(): void
  /** Rejects when the one could not take the other's place; otherwise it never settles. */
  broken: Promise<never>
  close(): Promise<void>
}

export interface FrontOptions extends Omit<ServerOptions, 'core' | 'token'> {
  clock: Clock
  /** Opens the core, without its loops. */
  openCore(): Promise<Core>
  /** It answers from now on. */
  opened(core: Core): void
  /** Who answers now: another after going over to the sandbox. */
  core(): Core
  rescue: Pick<RescueOptions, 'dataDir' | 'sandbox' | 'actor' | 'version'>
  /** Said to whoever started it. */
  say(text: string): void
}

/** The answer to the call that put a backup back still travels over the line that is to be cut. */
const handOverMs = 250

/** @throws what keeps the core from opening, where no screen would help. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const first = await options.openCore().catch((error: unknown) => {
    if (isForRescue(error)) return error.problem
    throw error
  })
  return 'router' in first ? frontOfCore(options, first) : frontOfRescue(options, first)
}

async function frontOfCore(options: FrontOptions, core: Core): Promise<Front> {
  options.opened(core)
  const server = await startServer(options)
  return { url: server.url, start: () => core.start(), hangUp: server.hangUp, broken: new Promise(() => undefined), close: server.close }
}

async function frontOfRescue(options: FrontOptions, problem: Problem): Promise<Front> {
  const { clock } = options
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => undefined)
  let server: RunningServer | null = null
  let handingOver: Promise<void> = Promise.resolve()
  const rescue = createRescue({
    ...options.rescue, problem, clock, log: options.log,
    async open() {
      const core = await startedCore(options)
      handingOver = clock.wait(handOverMs).then(async () => {
        await stage.close()
        options.opened(core)
        server = await startServer({ ...options, port: stage.port, token: stage.token })
        options.say('The data is open again.')
      })
      handingOver.catch(broken.reject)
    },
  })
  const stage = await startRescueServer({ ...options, rescue })
  options.say(`${problem.message}\n${problem.advice}\nThe screens say what can be done.`)
  return {
    url: stage.url,
    start: () => Promise.resolve(),
    hangUp: () => server?.hangUp(),
    broken: broken.promise,
    async close() {
      await rescue.stop()
      await handingOver.catch(() => undefined)
      await (server ?? stage).close()
    },
  }
}

async function startedCore({ openCore }: FrontOptions): Promise<Core> {
  const core = await openCore()
  try {
    await core.start()
    return core
  } catch (error) {
    await core.stop()
    throw error
  }
}
