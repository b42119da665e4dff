/**
 * Counts what a process writes to its ledger and ends it, by SIGKILL, at one chosen point. Loaded before the
 * core (`--import`, or the first import of `life.ts`): the product knows nothing of it.
 *
 * It goes by the environment variable RELIABILITY_KILL, a JSON `KillOrder`. Every write point of the process
 * goes as a line to the file `log`, so that the harness learns which there are and which one it died at.
 */
import { appendFileSync } from 'node:fs'
import Database from 'better-sqlite3'

export interface KillOrder {
  /** Lines: the label of each write point passed; the last is where it died. */
  log: string
  /** Die at the `nth` (from 1) point of this label; of any label when null. Null: never. */
  die: { label: string | null; nth: number } | null
}

const writes = /^\s*(insert(?:\s+or\s+\w+)?\s+into|update|delete\s+from|create|alter|drop)\s+(?:table\s+|index\s+|trigger\s+)?"?(\w+)"?/i

/** What a write is called: `update batch`. Null for what writes nothing. */
function nameOf(sql: string): string | null {
  const found = writes.exec(sql)
  return found ? `${(found[1] ?? '').split(/\s+/)[0]?.toLowerCase() ?? ''} ${found[2] ?? ''}` : null
}

function arm(order: KillOrder): void {
  const seen = new Map<string, number>()
  let total = 0
  /** Since BEGIN: tells one transaction from another by what it wrote. */
  let written: string[] = []

  const point = (label: string): void => {
    total++
    const nth = (seen.get(label) ?? 0) + 1
    seen.set(label, nth)
    // Written before it dies, and synchronously: nothing of this process runs after the signal.
    appendFileSync(order.log, `${label}\n`)
    if (order.die && order.die.nth === (order.die.label === null ? total : order.die.label === label ? nth : -1)) process.kill(process.pid, 'SIGKILL')
  }

  const proto = Database.prototype as unknown as { exec(sql: string): unknown; prepare(sql: string): Database.Statement; pragma(sql: string, options?: object): unknown }
  const { exec, prepare, pragma } = proto
  proto.exec = function (this: Database.Database, sql: string) {
    if (this.name.endsWith('runner.lock')) return exec.call(this, sql)
    if (/^\s*begin/i.test(sql)) written = []
    if (/^\s*commit/i.test(sql)) {
      if (written.length === 0) return exec.call(this, sql)
      const transaction = [...new Set(written)].join(', ')
      point(`before the commit of: ${transaction}`)
      const result = exec.call(this, sql)
      point(`after the commit of: ${transaction}`)
      return result
    }
    const schema = /^\s*(create|--|\/\*)/i.test(sql)
    if (schema) point('before a migration')
    const result = exec.call(this, sql)
    if (schema) point('after a migration')
    return result
  }
  proto.pragma = function (this: Database.Database, sql: string, options?: object) {
    const sets = /^\s*(user_version|journal_mode)\s*=/i.exec(sql)?.[1]
    if (!sets || this.name.endsWith('runner.lock')) return pragma.call(this, sql, options)
    point(`before setting ${sets}`)
    const result = pragma.call(this, sql, options)
    point(`after setting ${sets}`)
    return result
  }
  proto.prepare = function (this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql)
    const name = nameOf(sql)
    if (name === null) return statement
    for (const method of ['run', 'all'] as const) {
      const plain = statement[method].bind(statement) as (...given: unknown[]) => unknown
      Object.defineProperty(statement, method, {
        value: (...given: unknown[]) => {
          // Told by what its transaction has written so far: the same statement is another point in another transaction.
          point(`before ${name}${written.length > 0 ? `, after ${[...new Set(written)].join(', ')}` : ''}`)
          written.push(name)
          return plain(...given)
        },
      })
    }
    return statement
  }
}

const order = process.env['RELIABILITY_KILL']
if (order) arm(JSON.parse(order) as KillOrder)
