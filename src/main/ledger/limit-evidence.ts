import { sql } from 'kysely'
import type { MediaFacts } from '../../contract/models/clip.ts'
import type { AssetType } from '../../contract/models/states.ts'
import type { MediaLimits } from '../../contract/models/account.ts'
import { breaches } from '../domain/media-limits.ts'
import { warningCodes, type LimitTally } from '../domain/limit-evidence.ts'
import { narrowerLimitsOf } from './accounts.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { Verdict } from './verdict.ts'

/** Adds verdicts to what is known of the narrower limits, in the transaction that writes them. */
export async function countLimitEvidence(tx: LedgerTx, verdicts: readonly Verdict[]): Promise<void> {
  const decided = new Map(verdicts.filter((verdict) => verdict.verdict !== 'unclear').map((verdict) => [verdict.clipId, verdict]))
  const clips = await tx.selectFrom('clip').select(['id', 'account_id', 'asset_type', 'media']).where(isIn('id', [...decided.keys()])).where('media', 'is not', null).execute()
  const accounts = new Map((await tx.selectFrom('account').select(['id', 'limits', 'narrower_limits']).where(isIn('id', [...new Set(clips.map((clip) => clip.account_id))])).execute()).map((row) => {
    const [limits, narrower] = [JSON.parse(row.limits) as MediaLimits, narrowerLimitsOf(row)]
    return [row.id, { narrower, codes: { video: warningCodes('video', limits, narrower), image: warningCodes('image', limits, narrower) } }]
  }))
  const rows: unknown[] = []
  for (const clip of clips) {
    const verdict = decided.get(clip.id)
    const account = accounts.get(clip.account_id)
    if (!verdict || !account || clip.media === null) continue
    const broken = new Set(breaches(JSON.parse(clip.media) as MediaFacts, account.narrower).map((breach) => breach.code))
    for (const code of account.codes[clip.asset_type]) {
      const said = verdict.verdict === 'failed' && verdict.reason?.code === code
      rows.push([clip.account_id, clip.asset_type, code, broken.has(code) ? 1 : 0, said ? 'named' : verdict.verdict])
    }
  }
  if (rows.length === 0) return
  await sql`INSERT INTO "limit_evidence" (account_id, asset_type, code, broke, verdict, n)
    SELECT value->>0, value->>1, value->>2, value->>3, value->>4, count(*) FROM json_each(${JSON.stringify(rows)}) WHERE true GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT DO UPDATE SET n = n + excluded.n`.execute(tx)
}

/** What is known of each narrower limit, by account. */
export async function limitTallies(db: LedgerDb, accountId?: number): Promise<{ accountId: number; assetType: AssetType; code: string; tally: LimitTally }[]> {
  let query = db.selectFrom('limit_evidence').selectAll()
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  const found = new Map<string, { accountId: number; assetType: AssetType; code: string; tally: LimitTally }>()
  for (const row of await query.execute()) {
    const key = `${row.account_id} ${row.asset_type} ${row.code}`
    const of = found.get(key) ?? { accountId: row.account_id, assetType: row.asset_type, code: row.code, tally: { brokeCleared: 0, brokeFailed: 0, named: 0, keptCleared: 0, keptFailed: 0 } }
    found.set(key, of)
    const { tally } = of
    if (row.verdict === 'active') tally[row.broke === 1 ? 'brokeCleared' : 'keptCleared'] += row.n
    else if (row.broke === 0) tally.keptFailed += row.n
    else {
      tally.brokeFailed += row.n
      if (row.verdict === 'named') tally.named += row.n
    }
  }
  return [...found.values()]
}

/** What people decided about narrower limits that were seen to apply. */
export async function limitAnswers(db: LedgerDb): Promise<{ account_id: number; asset_type: AssetType; code: string; answer: 'hold' | 'leave'; failed: number }[]> {
  return db.selectFrom('limit_answer').select(['account_id', 'asset_type', 'code', 'answer', 'failed']).execute()
}

export async function answerLimit(tx: LedgerTx, of: { accountId: number; assetType: AssetType; code: string; answer: 'hold' | 'leave'; failed: number }, context: { now: number; actor: string }): Promise<void> {
  const set = { answer: of.answer, failed: of.failed, actor: context.actor, at: context.now }
  await tx.insertInto('limit_answer').values({ account_id: of.accountId, asset_type: of.assetType, code: of.code, ...set })
    .onConflict((conflict) => conflict.columns(['account_id', 'asset_type', 'code']).doUpdateSet(set)).execute()
}

/** A narrower limit is another now: what was counted and decided about the old one says nothing of it. */
export async function forgetLimitEvidence(tx: LedgerTx, accountId: number, limits: readonly { kind: AssetType; code: string }[]): Promise<void> {
  for (const { kind, code } of limits) {
    await tx.deleteFrom('limit_evidence').where('account_id', '=', accountId).where('asset_type', '=', kind).where('code', '=', code).execute()
    await tx.deleteFrom('limit_answer').where('account_id', '=', accountId).where('asset_type', '=', kind).where('code', '=', code).execute()
  }
}
