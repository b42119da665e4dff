import { describe, expect, test } from 'vitest'
import { replaceSource, setAsideClips } from '../../src/main/ledger/clip-actions.ts'
import { recordChecks, recordLinks, type CheckNote } from '../../src/main/ledger/local-work.ts'
import { readClips } from '../../src/main/ledger/read-clips.ts'
import { recordReview } from '../../src/main/ledger/record-review.ts'
import { claimNext, column, end, newClips, raw, testLedger, type TestLedger } from '../helpers/ledger.ts'

const tooShort: CheckNote['move'] = { to: 'held', reason: { code: 'DurationTooShort', message: null, breaches: [] } }
const by = (t: TestLedger) => ({ now: t.now, actor: 'Ada' })

async function checked(t: TestLedger, clipId: number, contentHash: string, move: CheckNote['move'] = { to: 'publishing' }): Promise<void> {
  const [sourceId = 0] = column<number>(t, 'SELECT source_id FROM clip WHERE id = ?', clipId)
  await t.ledger.transact((tx) => recordChecks(tx, [{ clipId, sourceId, groupId: t.groupId, submitAnyway: false, media: null, fingerprint: null, contentHash, sizeBytes: null, mtimeMs: null, move }], t.now))
}

/** Sends a clip that has been checked, and has it judged. */
async function sent(t: TestLedger, clipId: number, verdict: 'active' | 'failed'): Promise<void> {
  const [sourceId = 0] = column<number>(t, 'SELECT source_id FROM clip WHERE id = ?', clipId)
  await t.ledger.transact((tx) => recordLinks(tx, [{ clipId, kind: 'linked', sourceId, publisher: 'links', url: `https://clips.example/${sourceId}`, token: null, sizeBytes: 1000, expiresAt: null }], t.now))
  const batch = await claimNext(t)
  await end(t, batch, { kind: 'accepted', taskId: `task-${batch.id}`, nextPollAt: t.now })
  const asset = verdict === 'active' ? { assetId: `asset-${batch.id}`, assetUrl: `asset://asset-${batch.id}` } : { assetId: null, assetUrl: null }
  await t.ledger.transact((tx) => recordReview(tx, { id: batch.id, groupId: batch.groupId }, {
    kind: 'verdicts', rawStatus: 'completed', verdicts: batch.attempts.map((attempt) => ({ attemptId: attempt.id, clipId: attempt.clipId, verdict, match: 'exact', ...asset, reason: null })),
  }, null, { now: t.now, actor: 'system' }))
}

const replaced = (t: TestLedger, clipId: number): Promise<void> => t.ledger.transact((tx) => replaceSource(tx, clipId, { kind: 'path', location: '/footage/better.mp4', locationKey: '/footage/better.mp4', given: '/footage/better.mp4', name: 'better.mp4', assetType: 'video', sizeBytes: 7, mtimeMs: 8 }, by(t)))
const copyOf = async (t: TestLedger, id: number) => (await readClips(t.ledger.read, [id]))[0]

describe('content that was sent is not sent again', () => {
  test('when its clip was set aside after the verdict: the verdict is shown, not that it was set aside', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    await checked(t, 1, 'take')
    await sent(t, 1, 'failed')
    await t.ledger.transact((tx) => setAsideClips(tx, [1], by(t)))
    await newClips(t, 1)
    await checked(t, 2, 'take')
    expect(await copyOf(t, 2)).toMatchObject({ state: 'held', reason: { code: 'DuplicateContent' }, original: { id: 1, state: 'failed', assetUrl: null } })
  })

  test('when its clip has another source by now: the verdict of this content is shown, not that of the other', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    await checked(t, 1, 'bad take')
    await sent(t, 1, 'failed')
    await replaced(t, 1)
    await checked(t, 1, 'better take')
    await sent(t, 1, 'active')
    await newClips(t, 2)
    await checked(t, 2, 'bad take')
    await checked(t, 3, 'better take')
    expect(await copyOf(t, 2)).toMatchObject({ state: 'held', duplicateOf: 1, original: { state: 'failed', assetUrl: null } })
    expect(await copyOf(t, 3)).toMatchObject({ state: 'held', duplicateOf: 1, original: { state: 'active', assetUrl: 'asset://asset-2' } })
  })

  test('when it breaks a limit and was sent as a copy that fits: it is a copy of that clip, and not offered to be mended once more', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    await checked(t, 1, 'short take', tooShort)
    // What a finished preparation leaves behind: a source made of the clip's file.
    await t.ledger.transact(async (tx) => {
      const [file] = await tx.selectFrom('clip_source').selectAll().where('clip_id', '=', 1).execute()
      const made = await tx.insertInto('clip_source').values({ ...file!, id: undefined, location: '/copies/1.mp4', location_key: '/copies/1.mp4', prepared_from: file!.id, content_hash: null }).returning('id').executeTakeFirstOrThrow()
      await tx.updateTable('clip').set({ source_id: made.id, state: 'checking' }).where('id', '=', 1).execute()
    })
    await checked(t, 1, 'longer copy')
    await sent(t, 1, 'active')
    await newClips(t, 1)
    await checked(t, 2, 'short take', tooShort)
    expect(await copyOf(t, 2)).toMatchObject({ state: 'held', reason: { code: 'DuplicateContent' }, mendable: false, original: { id: 1, state: 'active', assetUrl: 'asset://asset-1' } })
  })
})

describe('content that never was sent goes', () => {
  test('when the source it had was replaced before anything left', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    await checked(t, 1, 'bad take', tooShort)
    await replaced(t, 1)
    await checked(t, 1, 'better take')
    await newClips(t, 1)
    await checked(t, 2, 'bad take')
    expect(raw(t, 'SELECT state, duplicate_of FROM clip WHERE id = 2')).toEqual([{ state: 'publishing', duplicate_of: null }])
  })

  test('of two files that break a limit each is held for that, where neither was sent', async () => {
    const t = await testLedger()
    await newClips(t, 2)
    await checked(t, 1, 'short take', tooShort)
    await checked(t, 2, 'short take', tooShort)
    expect(raw(t, 'SELECT reason_code, duplicate_of FROM clip ORDER BY id')).toEqual([{ reason_code: 'DurationTooShort', duplicate_of: null }, { reason_code: 'DurationTooShort', duplicate_of: null }])
  })
})
