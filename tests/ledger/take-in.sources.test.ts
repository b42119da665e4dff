import { describe, expect, test } from 'vitest'
import { beginIntake, countIntoIntake, readIntake } from '../../src/main/ledger/intakes.ts'
import { noteSameContent } from '../../src/main/ledger/same-content.ts'
import { knownFiles } from '../../src/main/ledger/folders.ts'
import { recordChecks } from '../../src/main/ledger/local-work.ts'
import { moveClips } from '../../src/main/ledger/move-clips.ts'
import { addPerson, candidate, claimNext, column, end, makeReady, raw, readyClips, statesOf, take, takeInOptions, testLedger, type TestLedger } from '../helpers/ledger.ts'

/** One clip from /a.mp4 that has been sent once and has its verdict. */
async function sentOnce(t: TestLedger): Promise<void> {
  await take(t, [candidate('/a.mp4')])
  await makeReady(t, [1])
  await end(t, await claimNext(t, { batchSize: 1 }), { kind: 'accepted', taskId: 'task-1', nextPollAt: t.now })
}

describe('a source', () => {
  test('given twice, in one call or two, is one clip', async () => {
    const t = await testLedger()
    expect(await take(t, [candidate('/a.mp4'), candidate('/a.mp4'), candidate('/b.mp4')])).toEqual({ taken: 2, alreadyThere: 0, bytes: 2000, suspects: [] })
    expect(await take(t, [candidate('/a.mp4')])).toEqual({ taken: 0, alreadyThere: 1, bytes: 0, suspects: [] })
    expect(raw(t, 'SELECT name, location, state FROM clip ORDER BY id')).toEqual([{ name: 'a', location: '/a.mp4', state: 'checking' }, { name: 'b', location: '/b.mp4', state: 'checking' }])
    expect(column(t, `SELECT count(*) FROM event WHERE what = 'clip.taken-in'`)).toEqual([2])
  })

  test('is the same whether its name is composed or decomposed, and keeps the spelling of the disk', async () => {
    const t = await testLedger()
    const [composed, decomposed] = ['/caf\u00e9.mp4', '/cafe\u0301.mp4']
    await take(t, [candidate(decomposed)])
    expect(await take(t, [candidate(composed)])).toMatchObject({ taken: 0, alreadyThere: 1 })
    expect(raw(t, 'SELECT location, location_key FROM clip_source')).toEqual([{ location: decomposed, location_key: composed }])
  })

  test('of two people is two clips', async () => {
    const t = await testLedger()
    const other = await addPerson(t, 'Bo')
    await take(t, [candidate('/a.mp4')])
    expect(await take(t, [candidate('/a.mp4')], { groupId: other })).toMatchObject({ taken: 1, alreadyThere: 0 })
    expect(column(t, 'SELECT group_id FROM clip ORDER BY id')).toEqual([t.groupId, other])
  })

  test('that is a URL is the same clip whatever size the server tells', async () => {
    const t = await testLedger()
    const url = (sizeBytes: number | null): ReturnType<typeof candidate> => candidate('https://a.example/x.mp4', { kind: 'url', sizeBytes, mtimeMs: null })
    await take(t, [url(null)])
    expect(await take(t, [url(77)])).toMatchObject({ taken: 0, alreadyThere: 1, suspects: [] })
  })

  test('with an emoji, quotes or 300 characters in its name is taken as it is', async () => {
    const t = await testLedger()
    const names = ['🎬 "take" \'1\' \\ %_!.mp4', `${'长'.repeat(300)}.mp4`]
    await take(t, names.map((name) => candidate(`/${name}`)))
    expect(column(t, 'SELECT location FROM clip ORDER BY id')).toEqual(names.map((name) => `/${name}`))
  })
})

describe('a file that changed before it was ever sent', () => {
  test('is the same clip, and is looked at anew', async () => {
    const t = await testLedger()
    await readyClips(t, 1)
    t.now += 1000
    expect(await take(t, [candidate('/footage/clip-1.mp4', { sizeBytes: 2000 })])).toMatchObject({ taken: 0, alreadyThere: 1, suspects: [] })
    expect(raw(t, 'SELECT state, due_at FROM clip')).toEqual([{ state: 'checking', due_at: t.now }])
    expect(raw(t, 'SELECT size_bytes, content_hash, observed_at FROM clip_source')).toEqual([{ size_bytes: 2000, content_hash: null, observed_at: t.now }])
  })

  test('while it arrives waits its settle time again, and is not read before', async () => {
    const t = await testLedger()
    await take(t, [candidate('/a.mp4')], { settleMs: 3000 })
    expect(raw(t, 'SELECT state, due_at FROM clip')).toEqual([{ state: 'settling', due_at: t.now + 3000 }])
    t.now += 2000
    await take(t, [candidate('/a.mp4', { sizeBytes: 2000 })], { settleMs: 3000 })
    expect(raw(t, 'SELECT state, due_at FROM clip')).toEqual([{ state: 'settling', due_at: t.now + 3000 }])
  })

  test('and was held is checked again, without the old reason', async () => {
    const t = await testLedger()
    await take(t, [candidate('/a.mp4')])
    await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: 'held', reason_code: 'FpsTooLow', reason: '{"code":"FpsTooLow","message":null,"breaches":[]}', due_at: null }).execute())
    await take(t, [candidate('/a.mp4', { mtimeMs: 9000 })])
    expect(raw(t, 'SELECT state, reason_code, reason FROM clip')).toEqual([{ state: 'checking', reason_code: '', reason: null }])
  })

  test('and was set aside stays set aside', async () => {
    const t = await testLedger()
    await take(t, [candidate('/a.mp4')])
    await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: 'excluded', due_at: null }).execute())
    await take(t, [candidate('/a.mp4', { sizeBytes: 2000 })])
    expect(statesOf(t)).toEqual(['excluded'])
  })
})

describe('a file that changed after it was sent', () => {
  test('in size is a new clip; the old one keeps its history', async () => {
    const t = await testLedger()
    await sentOnce(t)
    expect(await take(t, [candidate('/a.mp4', { sizeBytes: 2000, mtimeMs: 9000 })])).toMatchObject({ taken: 1, alreadyThere: 0, suspects: [] })
    expect(raw(t, 'SELECT clip_id, size_bytes, current FROM clip_source ORDER BY id')).toEqual([{ clip_id: 1, size_bytes: 1000, current: 0 }, { clip_id: 2, size_bytes: 2000, current: 1 }])
    expect(statesOf(t)).toEqual(['in-review', 'checking'])
    expect(await take(t, [candidate('/a.mp4', { sizeBytes: 2000, mtimeMs: 9000 })])).toMatchObject({ taken: 0, alreadyThere: 1 })
  })

  test('in time alone is a suspect: nothing is taken in before its content has been read', async () => {
    const t = await testLedger()
    await sentOnce(t)
    const later = candidate('/a.mp4', { mtimeMs: 9000 })
    const { suspects, ...counted } = await take(t, [later])
    expect(counted).toEqual({ taken: 0, alreadyThere: 0, bytes: 0 })
    expect(suspects).toEqual([{ candidate: later, clipId: 1, sourceId: 1, contentHash: 'hash of source 1' }])
    // Same bytes: noted, and never asked about again.
    await t.ledger.transact((tx) => noteSameContent(tx, [{ sourceId: 1, mtimeMs: 9000 }]))
    expect(await take(t, [later])).toMatchObject({ taken: 0, alreadyThere: 1, suspects: [] })
    // Other bytes: a new clip.
    const again = candidate('/a.mp4', { mtimeMs: 9999 })
    expect(await take(t, [again], {}, new Set(['/a.mp4']))).toMatchObject({ taken: 1, suspects: [] })
  })
})

describe('an intake', () => {
  test('knows the clips it took in and those it met again, in the words they were given', async () => {
    const t = await testLedger()
    await take(t, [candidate('/a.mp4')])
    const intakeId = await t.ledger.transact((tx) => beginIntake(tx, { accountId: t.accountId, groupId: t.groupId, inputs: ['a', 'b'], batchSize: null, preflight: true, askWhenLarge: false }, { now: t.now, actor: 'Ada' }))
    const first = await take(t, [candidate('/a.mp4', { given: './a.mp4' }), candidate('/b.mp4', { given: './b.mp4' })], { intakeId })
    await t.ledger.transact((tx) => countIntoIntake(tx, intakeId, first))
    await take(t, [candidate('/a.mp4', { given: 'again' })], { intakeId })
    expect(raw(t, 'SELECT clip_id, given FROM intake_clip ORDER BY clip_id')).toEqual([{ clip_id: 1, given: './a.mp4' }, { clip_id: 2, given: './b.mp4' }])
    expect(await readIntake(t.ledger.read, intakeId)).toMatchObject({ taken: 1, already_there: 1, bytes: 1000 })
    expect(column(t, 'SELECT intake_id FROM clip ORDER BY id')).toEqual([null, intakeId])
  })

  test('of 5,000 candidates in pages goes quickly, and again finds them all there', async () => {
    const t = await testLedger()
    const all = Array.from({ length: 5000 }, (_, n) => candidate(`/library/clip ${n}.mp4`))
    const began = performance.now()
    for (let n = 0; n < all.length; n += 500) expect(await take(t, all.slice(n, n + 500))).toMatchObject({ taken: 500 })
    for (let n = 0; n < all.length; n += 500) expect(await take(t, all.slice(n, n + 500))).toMatchObject({ taken: 0, alreadyThere: 500 })
    // About 0.3 s on two cores; ten times that means an index is missing.
    expect(performance.now() - began).toBeLessThan(4000)
    expect(column(t, `SELECT n FROM clip_count WHERE state = 'checking'`)).toEqual([5000])
  })
})

test('what is known of files tells new from old before anything is written', async () => {
  const t = await testLedger()
  await take(t, [candidate('/w/a.mp4')], takeInOptions(t))
  const known = await knownFiles(t.ledger.read, { id: 1, groupId: t.groupId }, ['/w/a.mp4', '/w/b.mp4'])
  expect([...known]).toEqual([['/w/a.mp4', { location: '/w/a.mp4', sizeBytes: 1000, mtimeMs: 5000 }]])
})

test('a watched file that changes while it is checked, or after it was held, is still arriving: what the check tells of what it was is not believed', async () => {
  const t = await testLedger()
  await take(t, [candidate('/w/preallocated.mp4'), candidate('/w/held.mp4')], { settleMs: 100 })
  await t.ledger.transact((tx) => moveClips(tx, [{ clipId: 1, to: 'checking' }, { clipId: 2, to: 'held', reason: { code: 'FormatUndetectable', message: null, breaches: [] } }], { now: t.now, actor: 'system' }))
  await take(t, [candidate('/w/preallocated.mp4', { mtimeMs: 6000 }), candidate('/w/held.mp4', { mtimeMs: 6000 })], { settleMs: 100 })
  expect(statesOf(t)).toEqual(['settling', 'settling'])
  // The check that was under way comes back with what it read before.
  await t.ledger.transact((tx) => recordChecks(tx, [{ clipId: 1, sourceId: 1, groupId: t.groupId, submitAnyway: false, media: null, fingerprint: null, contentHash: null, sizeBytes: 1000, mtimeMs: 5000, move: { to: 'held', reason: { code: 'FormatUndetectable', message: null, breaches: [] } } }], t.now))
  expect(statesOf(t)).toEqual(['settling', 'settling'])
})
