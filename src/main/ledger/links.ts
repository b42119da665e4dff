/** Our own links: what one opens, and who has fetched by it. */
import { sql } from 'kysely'
import type { LinkFetched } from '../../contract/models/links.ts'
import type { ClipState } from '../../contract/models/states.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'

/** States in which the reviewer may have to fetch a clip: from the making of its link to its verdict. */
export const inFlight = ['publishing', 'ready', 'submitting', 'in-review', 'needs-attention'] as const satisfies readonly ClipState[]
/** States in which the service has a clip, or may have it: its link must answer now. */
export const mustAnswer = ['submitting', 'in-review', 'needs-attention'] as const satisfies readonly ClipState[]

/** What a link's token opens, while its clip is in flight by that very source. */
export async function clipOfToken(db: LedgerDb, token: string): Promise<{ linkId: number; clipId: number; path: string; sizeBytes: number; mtimeMs: number | null; realPath: string | null; expiresAt: number } | null> {
  const row = await db.selectFrom('link').innerJoin('clip_source', 'clip_source.id', 'link.clip_source_id').innerJoin('clip', 'clip.id', 'clip_source.clip_id')
    .select(['link.id as linkId', 'clip.id as clipId', 'clip_source.location as path', 'link.size_bytes as sizeBytes', 'clip_source.mtime_ms as mtimeMs', 'link.real_path as realPath', 'link.expires_at as expiresAt', 'clip.state', 'clip_source.kind'])
    .where('link.token', '=', token).whereRef('clip.source_id', '=', 'clip_source.id').executeTakeFirst()
  if (!row || row.kind !== 'path' || row.sizeBytes === null || row.expiresAt === null) return null
  const { state, kind: _, sizeBytes, expiresAt, ...rest } = row
  return (inFlight as readonly ClipState[]).includes(state) ? { ...rest, sizeBytes, expiresAt } : null
}

/** Clips of an account whose own links must answer now, although nothing new is made. */
export async function clipsThatMustAnswer(db: LedgerDb, accountId: number): Promise<number> {
  const row = await db.selectFrom('clip').innerJoin('link', 'link.clip_source_id', 'clip.source_id').select((eb) => eb.fn.count<number>('clip.id').distinct().as('n'))
    .where('clip.account_id', '=', accountId).where('clip.state', 'in', mustAnswer).where('link.token', 'is not', null).executeTakeFirst()
  return row?.n ?? 0
}

/** Clips whose reviewer may come by a link under one of these addresses, and people who come back to one after their verification. */
export async function clipsOnTheWayBy(db: LedgerDb, origins: readonly string[]): Promise<number> {
  const clips = await db.selectFrom('clip').innerJoin('link', 'link.clip_source_id', 'clip.source_id').select((eb) => eb.fn.count<number>('clip.id').distinct().as('n'))
    .where('clip.state', 'in', mustAnswer).where('link.token', 'is not', null).where(isIn('link.kind', origins.map((origin) => `links ${origin}`))).executeTakeFirst()
  const open = await db.selectFrom('validation_session').select('callback_url').where('callback_token', 'is not', null).where('state', 'in', ['creating', 'open', 'verdict-asked']).execute()
  return (clips?.n ?? 0) + open.filter(({ callback_url: url }) => origins.some((origin) => url.startsWith(`${origin}/`))).length
}

/** Where our own server on this machine was last reached, by a link or by a return address: what readers and phones still have. */
export async function lastLocalAddress(db: LedgerDb): Promise<string | null> {
  const kind = 'links http://127.0.0.1:'
  const link = await db.selectFrom('link').select('url').where('kind', '>=', kind).where('kind', '<', `${kind}~`).where('token', 'is not', null).orderBy('id', 'desc').limit(1).executeTakeFirst()
  const session = await db.selectFrom('validation_session').select('callback_url as url').where('callback_token', 'is not', null).where('callback_url', 'like', 'http://127.0.0.1:%/v/%').orderBy('id', 'desc').limit(1).executeTakeFirst()
  const url = link?.url ?? session?.url
  return url === undefined ? null : (URL.parse(url)?.origin ?? null)
}

/** What one reader did with one link, as the server saw it. */
export interface SeenFetch { token: string; address: string; agent: string; at: number; endedAt: number; requests: number; bytes: number; status: number }

/** Questions of the same reader within this time belong together. */
const togetherMs = 10 * 60_000
/** The newest so many rows are kept; the days' sums stay. */
const mostRows = 20_000
const mostOfAClip = 50
const mostDays = 400

/** Writes down what readers fetched, a row a reader, and keeps the log bounded. */
export async function recordFetches(tx: LedgerTx, fetches: readonly SeenFetch[], refused: number, now: number): Promise<void> {
  const links = new Map((await tx.selectFrom('link').innerJoin('clip_source', 'clip_source.id', 'link.clip_source_id').select(['link.id', 'link.token', 'clip_source.clip_id as clipId'])
    .where(isIn('link.token', [...new Set(fetches.map((fetch) => fetch.token))])).execute()).map((row) => [row.token, row]))
  let requests = 0
  let bytes = 0
  for (const fetch of fetches) {
    const link = links.get(fetch.token)
    if (!link) continue
    requests += fetch.requests
    bytes += fetch.bytes
    const before = await tx.selectFrom('link_fetch').select(['id']).where('link_id', '=', link.id).where('address', '=', fetch.address).where('agent', '=', fetch.agent)
      .where('last_at', '>', fetch.at - togetherMs).orderBy('id', 'desc').limit(1).executeTakeFirst()
    if (before) {
      await tx.updateTable('link_fetch').set((eb) => ({ last_at: fetch.endedAt, requests: eb('requests', '+', fetch.requests), bytes: eb('bytes', '+', fetch.bytes), status: fetch.status })).where('id', '=', before.id).execute()
      continue
    }
    await tx.insertInto('link_fetch').values({ link_id: link.id, clip_id: link.clipId, address: fetch.address, agent: fetch.agent, first_at: fetch.at, last_at: fetch.endedAt, requests: fetch.requests, bytes: fetch.bytes, status: fetch.status }).execute()
    await sql`DELETE FROM "link_fetch" WHERE clip_id = ${link.clipId} AND id <= ifnull((SELECT id FROM link_fetch WHERE clip_id = ${link.clipId} ORDER BY id DESC LIMIT 1 OFFSET ${mostOfAClip}), 0)`.execute(tx)
  }
  const day = new Date(now).toISOString().slice(0, 10)
  await sql`INSERT INTO "link_day" (day, requests, bytes, refused) VALUES (${day}, ${requests}, ${bytes}, ${refused})
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, bytes = bytes + excluded.bytes, refused = refused + excluded.refused`.execute(tx)
  await sql`DELETE FROM "link_fetch" WHERE id <= (SELECT max(id) FROM link_fetch) - ${mostRows}`.execute(tx)
  await sql`DELETE FROM "link_day" WHERE day < ${new Date(now - mostDays * 86_400_000).toISOString().slice(0, 10)}`.execute(tx)
}

/** Who fetched a clip, or any clip of an account, the newest first. */
export async function readFetches(db: LedgerDb, of: { clipId: number } | { accountId: number }, limit: number): Promise<LinkFetched[]> {
  let query = db.selectFrom('link_fetch').innerJoin('clip', 'clip.id', 'link_fetch.clip_id')
    .select(['link_fetch.id', 'link_fetch.clip_id as clipId', 'clip.name as clipName', 'link_fetch.address', 'link_fetch.agent', 'link_fetch.first_at as firstAt', 'link_fetch.last_at as lastAt', 'link_fetch.requests', 'link_fetch.bytes', 'link_fetch.status'])
  query = 'clipId' in of ? query.where('link_fetch.clip_id', '=', of.clipId) : query.where('clip.account_id', '=', of.accountId)
  return query.orderBy('link_fetch.id', 'desc').limit(limit).execute()
}

/** The link server's sums of one day (UTC). */
export async function readLinkDay(db: LedgerDb, now: number): Promise<{ requests: number; bytes: number; refused: number }> {
  const row = await db.selectFrom('link_day').select(['requests', 'bytes', 'refused']).where('day', '=', new Date(now).toISOString().slice(0, 10)).executeTakeFirst()
  return row ?? { requests: 0, bytes: 0, refused: 0 }
}
