import type { Cause } from '../../contract/models/overview.ts'
import { reasonClassOf } from '../domain/failure-catalogue.ts'
import { isLimitCode } from '../domain/limit-evidence.ts'
import { holdsKind } from '../ledger/counts.ts'
import { openTrials } from '../ledger/limit-trials.ts'
import type { LedgerDb } from '../ledger/open-ledger.ts'
import { readClips } from '../ledger/read-clips.ts'
import { pageOfClips } from '../ledger/select-clips.ts'

/** So many of a cause's clips are looked at for one that can be mended: a single one may break more than the others. */
const looked = 20

interface Counted { groupId: number; code: string; n: number }

/** What clips are held for. A limit is one cause however many people's clips it holds; other reasons are each person's own. */
export async function heldCauses(
  db: LedgerDb, counted: readonly Counted[], accountOf: (groupId: number) => number, named: (groupId: number) => { groupId: number; groupName: string },
): Promise<Cause[]> {
  const causes = new Map<string, { accountId: number; code: string; n: number; groups: number[] }>()
  for (const { groupId, code, n } of counted) {
    const accountId = accountOf(groupId)
    const key = isLimitCode(code) ? `${accountId} ${code}` : `${accountId} ${code} ${groupId}`
    const cause = causes.get(key)
    if (cause) {
      cause.n += n
      cause.groups.push(groupId)
    } else causes.set(key, { accountId, code, n, groups: [groupId] })
  }
  const trying = new Set((await openTrials(db)).map((trial) => `${trial.accountId} ${trial.code}`))
  return Promise.all([...causes.values()].sort((a, b) => b.n - a.n).map(async ({ accountId, code, n, groups }): Promise<Cause> => {
    const [groupId] = groups
    const examples = await readClips(db, (await pageOfClips(db, { groupId, states: ['held'], reasonCode: code }, 'newest', looked, null)).ids)
    const shown = examples.find((clip) => clip.mendable) ?? examples[0]
    const mixed = isLimitCode(code) && (await holdsKind(db, groups, code, shown?.assetType === 'image' ? 'video' : 'image'))
    return {
      kind: 'held', accountId, reasonCode: code, clips: n, exampleClipId: shown?.id ?? null, reasonClass: reasonClassOf({ code, message: null }), people: groups.length,
      ...(groups.length === 1 && groupId !== undefined ? named(groupId) : { groupId: null, groupName: null }),
      limit: mixed ? null : (shown?.reason?.breaches.find((breach) => breach.code === code) ?? null), mendable: shown?.mendable ?? false, trying: trying.has(`${accountId} ${code}`),
    }
  }))
}
