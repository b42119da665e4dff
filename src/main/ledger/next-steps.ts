/** When waiting clips take their next step, of an account: for whoever says what is waited for. */
import { sql } from 'kysely'
import type { LedgerDb } from './open-ledger.ts'

/** Clips looked at to tell how many of a kind wait. */
const most = 2_000

export interface NextStep {
  clips: number
  at: number | null
}

/** Clips of a state whose next local step lies ahead, and when the first is due; of those in no folder that waits. */
export async function stepsAhead(db: LedgerDb, accountId: number, state: 'settling' | 'checking', now: number): Promise<NextStep> {
  const found = await sql<{ n: number; at: number | null }>`SELECT count(*) AS n, min(due_at) AS at FROM (
    SELECT due_at FROM clip WHERE state = ${state} AND due_at > ${now} AND account_id = ${accountId}
      AND (watch_folder_id IS NULL OR watch_folder_id NOT IN (SELECT id FROM watch_folder WHERE state = 'waiting')) ORDER BY due_at LIMIT ${most})`.execute(db)
  return { clips: found.rows[0]?.n ?? 0, at: found.rows[0]?.at ?? null }
}

/** Clips that are being checked, or are next to be; of some a copy is made meanwhile, they are not among them. Null: too many to look at each. */
export async function checksDue(db: LedgerDb, accountId: number, now: number): Promise<number | null> {
  const due = db.selectFrom('clip').select('id').where('state', '=', 'checking').where('due_at', '<=', now).where('account_id', '=', accountId).limit(most)
  const row = await db.selectFrom(due.as('due')).select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  return Number(row.n) < most ? Number(row.n) : null
}

/** Queued clips of batches that are not full and wait for company. @param idleLingerMs how long one waits at most while nothing else is to be sent; null: something is */
export async function lingering(db: LedgerDb, accountId: number, now: number, idleLingerMs: number | null): Promise<NextStep> {
  const found = await sql<{ n: number; at: number | null }>`SELECT count(*) AS n, min(at) AS at FROM (
    SELECT min(clip.linger_until, CASE WHEN ${idleLingerMs} IS NULL THEN clip.linger_until ELSE clip.created_at + ${idleLingerMs ?? 0} END) AS at
    FROM clip JOIN avatar_group g ON g.id = clip.group_id
    WHERE clip.state = 'ready' AND clip.account_id = ${accountId} AND g.paused = 0 AND g.stop IS NULL AND clip.linger_until > ${now} AND clip.batch_id IS NULL LIMIT ${most}) WHERE at > ${now}`.execute(db)
  return { clips: found.rows[0]?.n ?? 0, at: found.rows[0]?.at ?? null }
}

/** Clips that wait for a person's word on a large intake, and how many of them are checked already. */
export async function gatedClips(db: LedgerDb, accountId: number): Promise<{ all: number; publishing: number }> {
  const found = await sql<{ n: number | null; publishing: number | null }>`SELECT sum(n) AS n, sum(n) FILTER (WHERE state = 'publishing') AS publishing FROM clip_count WHERE gated = 1 AND state IN ('settling', 'checking', 'publishing', 'ready') AND group_id IN (SELECT id FROM avatar_group WHERE account_id = ${accountId})`.execute(db)
  return { all: Number(found.rows[0]?.n ?? 0), publishing: Number(found.rows[0]?.publishing ?? 0) }
}

/** Clips of batches somebody has paused, by where the batch is; those of people who are paused, or have stopped before it left, wait for that. */
export async function inPausedBatches(db: LedgerDb, accountId: number): Promise<{ planned: number; inReview: number }> {
  const rows = await db.selectFrom('batch').innerJoin('avatar_group as g', 'g.id', 'batch.group_id').select(['batch.state', (eb) => eb.fn.sum<number>('batch.size').as('n')])
    .where('batch.account_id', '=', accountId).where('batch.paused', '=', 1).where('batch.state', 'in', ['planned', 'in-review']).where('g.paused', '=', 0)
    .where((eb) => eb.or([eb('batch.state', '=', 'in-review'), eb('g.stop', 'is', null)])).groupBy('batch.state').execute()
  const of = (state: string): number => Number(rows.find((row) => row.state === state)?.n ?? 0)
  return { planned: of('planned'), inReview: of('in-review') }
}

/** When the oldest submission that is on its way was sent; null: none is. By number: for the least of all times SQLite would look through every call there ever was. */
export async function oldestUnanswered(db: LedgerDb, accountId: number): Promise<number | null> {
  return (await db.selectFrom('request').select('sent_at as at').where('account_id', '=', accountId).where('ceiling', '=', 'submit').where('answered_at', 'is', null).orderBy('id').limit(1).executeTakeFirst())?.at ?? null
}
