/** Worker thread entry: one connection to the ledger, so that no thread that drives windows ever waits for its disk. `connection-apart.ts` starts it. */
import { parentPort } from 'node:worker_threads'
import { ProblemError, type Problem } from '../../contract/models/problem-error.ts'
import { connectionHere, type Connection, type ConnectionCall, type Outcome } from './connection.ts'
import { ledgerFile, openForReading, openForWriting } from './open-file.ts'

export type LedgerRequest =
  /** The first, and once. */
  | { id: number; call: 'open'; dataDir: string; as: 'writer' | 'reader' }
  | { id: number; call: 'run'; sql: string; parameters: readonly unknown[] }
  | { id: number; call: ConnectionCall }

/** An error as far as it can cross between threads: SQLite's code and a problem's words do not by themselves. */
export interface LedgerFault { message: string; code?: string; problem?: Problem }

export type LedgerAnswer = { id: number; gave: Outcome | number | undefined } | { id: number; fault: LedgerFault }

let connection: Connection | null = null

async function open({ dataDir, as }: Extract<LedgerRequest, { call: 'open' }>): Promise<Connection> {
  if (as === 'reader') return connectionHere(openForReading(ledgerFile(dataDir)))
  return connectionHere(await openForWriting({ dataDir, pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }) }))
}

async function carryOut(request: LedgerRequest): Promise<Outcome | number | void> {
  if (request.call === 'open') {
    connection = await open(request)
    return
  }
  if (!connection) throw new Error('The ledger is not open.')
  return request.call === 'run' ? connection.run(request.sql, request.parameters) : connection[request.call]()
}

function faultOf(error: unknown): LedgerFault {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ProblemError) return { message, problem: error.problem }
  return error instanceof Error && 'code' in error ? { message, code: String(error.code) } : { message }
}

parentPort?.on('message', (request: LedgerRequest) => {
  const say = (answer: LedgerAnswer): void => parentPort?.postMessage(answer)
  carryOut(request).then((gave) => say({ id: request.id, gave: gave ?? undefined }), (error: unknown) => say({ id: request.id, fault: faultOf(error) }))
})
