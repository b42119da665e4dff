import { Worker } from 'node:worker_threads'
import { ProblemError } from '../../contract/models/problem-error.ts'
import type { Connection, ConnectionCall, Outcome } from './connection.ts'
import type { LedgerAnswer, LedgerFault, LedgerRequest } from './ledger-worker.ts'

type Unnumbered = LedgerRequest extends infer R ? (R extends LedgerRequest ? Omit<R, 'id'> : never) : never
type Given = Outcome | number | undefined
interface Waiting { resolve(gave: Given): void; reject(error: Error): void }

/** A thread that is to hold one connection; it starts while others are still busy opening theirs. */
export interface LedgerThread {
  /**
   * Opens the ledger in it.
   * @throws ProblemError `network-drive`, `ledger-newer`, `ledger-damaged`, `ledger-busy` or `unreadable`.
   */
  open(dataDir: string, as: 'writer' | 'reader'): Promise<Connection>
  /** Ends it, whatever it does. @param lost why the ledger is lost with it; left out where it is closed */
  end(lost?: string): Promise<void>
}

/**
 * @param workerUrl where `ledger-worker` lies (source or bundle; the host knows)
 * @param onLost told why it has ended, where nobody closed it
 */
export function startLedgerThread(workerUrl: URL, onLost: (why: string) => void = () => undefined): LedgerThread {
  const worker = new Worker(workerUrl)
  worker.unref()
  const waiting = new Map<number, Waiting>()
  let nextId = 1
  let closing = false
  let over: Error | null = null

  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id)
    waiting.delete(id)
    // A thread that is asked nothing must not keep its process alive.
    if (waiting.size === 0) worker.unref()
    return found
  }
  worker.on('message', (answer: LedgerAnswer) => {
    const asked = take(answer.id)
    if ('fault' in answer) asked?.reject(errorOf(answer.fault))
    else asked?.resolve(answer.gave)
  })
  let why = 'its thread ended'
  worker.on('error', (error) => { why = error instanceof Error ? error.message : String(error) })
  // An answer that cannot be read is lost, and whoever waits for it must hear so: as if the thread had ended over it.
  worker.on('messageerror', (error) => {
    why = error.message
    void worker.terminate()
  })
  worker.on('exit', () => {
    // What was being committed may have been: nothing more is written, and the next start finds out, as after a crash.
    const ended = closing ? new Error('The ledger is closed.') : new ProblemError('unreadable', `The ledger cannot be asked any more: ${why}.`, 'Start Greenroom again. What was written is kept.')
    over = ended
    for (const id of [...waiting.keys()]) take(id)?.reject(ended)
    if (!closing) onLost(why)
  })

  const ask = (request: Unnumbered): Promise<Given> => new Promise((resolve, reject) => {
    if (over) return reject(over)
    const id = nextId++
    // Before anybody is noted as waiting: what cannot be sent over throws, and would be waited for ever.
    worker.postMessage({ ...request, id })
    waiting.set(id, { resolve, reject })
    worker.ref()
  })
  const call = (what: ConnectionCall): Promise<Given> => ask({ call: what })
  const end = async (lost?: string): Promise<void> => {
    if (lost === undefined) closing = true
    else why = lost
    await worker.terminate()
  }

  return {
    end,
    async open(dataDir, as) {
      await ask({ call: 'open', dataDir, as })
      return {
        run: async (sql, parameters) => (await ask({ call: 'run', sql, parameters })) as Outcome,
        begin: async () => { await call('begin') },
        commit: async () => { await call('commit') },
        rollback: async () => { await call('rollback') },
        dataVersion: async () => Number(await call('dataVersion')),
        async close() {
          if (over) return
          closing = true
          try {
            await call('close')
          } finally {
            await end()
          }
        },
      }
    },
  }
}

function errorOf({ message, code, problem }: LedgerFault): Error {
  if (problem) return new ProblemError(problem.kind, problem.message, problem.advice)
  return code === undefined ? new Error(message) : Object.assign(new Error(message), { code })
}
