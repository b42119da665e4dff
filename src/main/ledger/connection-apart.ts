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
  /** Ends it, whatever it does. */
  end(): Promise<void>
}

/** @param workerUrl where `ledger-worker` lies (source or bundle; the host knows) */
export function startLedgerThread(workerUrl: URL): LedgerThread {
  const worker = new Worker(workerUrl)
  worker.unref()
  const waiting = new Map<number, Waiting>()
  let nextId = 1
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
  worker.on('exit', () => {
    const ended = new Error(`The ledger cannot be asked any more: ${why}.`)
    over = ended
    for (const id of [...waiting.keys()]) take(id)?.reject(ended)
  })

  const ask = (request: Unnumbered): Promise<Given> => new Promise((resolve, reject) => {
    if (over) return reject(over)
    const id = nextId++
    waiting.set(id, { resolve, reject })
    worker.ref()
    worker.postMessage({ ...request, id })
  })
  const call = (what: ConnectionCall): Promise<Given> => ask({ call: what })
  const end = async (): Promise<void> => { await worker.terminate() }

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
          await call('close')
          await end()
        },
      }
    },
  }
}

function errorOf({ message, code, problem }: LedgerFault): Error {
  if (problem) return new ProblemError(problem.kind, problem.message, problem.advice)
  return code === undefined ? new Error(message) : Object.assign(new Error(message), { code })
}
