import { describe, expect, test } from 'vitest'
import { joinClips } from '../../src/main/ledger/join-clips.ts'
import { beginIntake } from '../../src/main/ledger/intakes.ts'
import { clipOfToken } from '../../src/main/ledger/links.ts'
import { livingLinks, recordChecks } from '../../src/main/ledger/local-work.ts'
import { moveClips } from '../../src/main/ledger/move-clips.ts'
import { moveSources, type SourceMove } from '../../src/main/ledger/move-sources.ts'
import { readClip } from '../../src/main/ledger/read-clips.ts'
import { candidate, claimNext, column, end, makeReady, newClips, raw, readyClips, take, testLedger, type TestLedger } from '../helpers/ledger.ts'

function to(t: TestLedger, clipId: number, now: string): SourceMove {
  const [row] = raw(t, 'SELECT source_id AS sourceId, location AS was FROM clip WHERE id = ?', clipId) as { sourceId: number; was: string }[]
  return { clipId, sourceId: row!.sourceId, was: row!.was, now, nowKey: now, given: now, sizeBytes: null, mtimeMs: null }
}

const move = (t: TestLedger, moves: SourceMove[], folderId?: number | null): Promise<number[]> => t.ledger.transact((tx) => moveSources(tx, moves, { now: t.now, actor: 'system', folderId }))
const whatOf = (t: TestLedger, clipId: number): string[] => column<string>(t, 'SELECT what FROM event WHERE clip_id = ? ORDER BY id', clipId)

describe('a file in another place', () => {
  test('is handed out under the link that was sent, while the service may still fetch it', async () => {
    const t = await testLedger()
    const [id = 0] = await readyClips(t, 1)
    const batch = await claimNext(t)
    await end(t, batch, { kind: 'accepted', taskId: 'task-1', nextPollAt: t.now + 1 })
    const [token = ''] = column<string>(t, 'SELECT token FROM link')
    await t.ledger.transact((tx) => tx.updateTable('link').set((eb) => ({ real_path: eb.selectFrom('clip').select('location') })).execute())
    await move(t, [to(t, id, '/elsewhere/b.mp4')])
    expect(await clipOfToken(t.ledger.read, token)).toMatchObject({ path: '/elsewhere/b.mp4', realPath: '/elsewhere/b.mp4' })
    expect(raw(t, 'SELECT state, location, source_missing FROM clip')).toEqual([{ state: 'in-review', location: '/elsewhere/b.mp4', source_missing: 0 }])
    expect(whatOf(t, id).at(-1)).toBe('clip.source-moved')
  })

  test('needs a new link where the address is made of its path', async () => {
    const t = await testLedger()
    const [id = 0] = await readyClips(t, 1)
    await t.ledger.transact((tx) => tx.updateTable('link').set({ kind: 'base-url https://x /footage', token: null, expires_at: null }).execute())
    await move(t, [to(t, id, '/footage/b.mp4')])
    expect(raw(t, 'SELECT state FROM clip')).toEqual([{ state: 'publishing' }])
    const [source = 0] = column<number>(t, 'SELECT source_id FROM clip')
    expect(await livingLinks(t.ledger.read, [source], 'base-url https://x /footage', t.now + 1)).toEqual(new Map())
  })

  test('is checked if that was all its clip waited for; a clip held for something else stays held', async () => {
    const t = await testLedger()
    const [gone = 0, long = 0] = await newClips(t, 2)
    const held = (clipId: number, code: string) => ({ clipId, to: 'held' as const, reason: { code, message: null, breaches: [] }, sourceMissing: true })
    await t.ledger.transact((tx) => moveClips(tx, [held(gone, 'SourceGone'), held(long, 'DurationTooLong')], { now: t.now, actor: 'system' }))
    await move(t, [to(t, gone, '/n/1.mp4'), to(t, long, '/n/2.mp4')])
    expect(raw(t, 'SELECT state, reason_code, source_missing FROM clip ORDER BY id')).toEqual([{ state: 'checking', reason_code: '', source_missing: 0 }, { state: 'held', reason_code: 'DurationTooLong', source_missing: 0 }])
  })

  test('may be where another was that moved too, in one page or the next; one that was overwritten is missing', async () => {
    const t = await testLedger()
    const [a = 0, b = 0, c = 0] = await readyClips(t, 3)
    const places = column<string>(t, 'SELECT location FROM clip ORDER BY id')
    await move(t, [to(t, a, places[1]!), to(t, b, places[0]!)])
    expect(column(t, 'SELECT location FROM clip ORDER BY id')).toEqual([places[1], places[0], places[2]])
    await move(t, [to(t, a, places[2]!)])
    expect(raw(t, 'SELECT state, reason_code, source_missing FROM clip WHERE id = ?', c)).toEqual([{ state: 'held', reason_code: 'SourceGone', source_missing: 1 }])
    await move(t, [to(t, c, '/found/c.mp4')])
    expect(raw(t, 'SELECT state, source_missing FROM clip WHERE id = ?', c)).toEqual([{ state: 'checking', source_missing: 0 }])
    expect(column(t, 'SELECT count(*) FROM clip_source WHERE current = 1')).toEqual([3])
  })

  test('is left alone if it has gone elsewhere meanwhile, and a look that missed it says nothing', async () => {
    const t = await testLedger()
    const [id = 0] = await newClips(t, 1)
    const late = to(t, id, '/second.mp4')
    await move(t, [to(t, id, '/first.mp4')])
    expect(await move(t, [late])).toEqual([])
    const [sourceId = 0] = column<number>(t, 'SELECT source_id FROM clip')
    await t.ledger.transact((tx) => recordChecks(tx, [{ clipId: id, sourceId, groupId: t.groupId, submitAnyway: false, media: null, fingerprint: null, contentHash: null, sizeBytes: null, mtimeMs: null, location: late.was, move: { to: 'held', reason: { code: 'SourceGone', message: null, breaches: [] }, gone: true } }], t.now))
    expect(raw(t, 'SELECT state, source_missing FROM clip')).toEqual([{ state: 'checking', source_missing: 0 }])
  })

  test('keeps the name that somebody gave the clip, and else is called by its own', async () => {
    const t = await testLedger()
    await take(t, [candidate('/w/a.mp4'), candidate('/w/b.mp4', { name: 'Her best' })])
    await move(t, [to(t, 1, '/w/x.mp4'), to(t, 2, '/w/y.mp4')])
    expect(column(t, 'SELECT name FROM clip ORDER BY id')).toEqual(['x', 'Her best'])
  })
})

describe('a clip that turns out to be another', () => {
  const intake = (t: TestLedger): Promise<number> => t.ledger.transact((tx) => beginIntake(tx, { accountId: t.accountId, groupId: t.groupId, inputs: [], batchSize: null, preflight: true, askWhenLarge: false }, { now: t.now, actor: 'Ada' }))
  const join = (t: TestLedger, arrivedClipId: number, clipId: number): Promise<boolean> => {
    const { sourceId, was } = to(t, clipId, '')
    return t.ledger.transact((tx) => joinClips(tx, { arrivedClipId, clipId, sourceId, was }, { now: t.now, actor: 'system' }))
  }

  test('goes on under that one: its place, its intake, its history and its number lead there, and no number is given twice', async () => {
    const t = await testLedger()
    const [old = 0] = await readyClips(t, 1)
    const intakeId = await intake(t)
    await take(t, [candidate('/new/place.mp4')], { intakeId })
    expect(await join(t, 2, old)).toBe(true)
    expect(raw(t, 'SELECT id, location, state FROM clip')).toEqual([{ id: old, location: '/new/place.mp4', state: 'ready' }])
    expect(raw(t, 'SELECT intake_id, clip_id, given FROM intake_clip')).toEqual([{ intake_id: intakeId, clip_id: old, given: '/new/place.mp4' }])
    expect((await readClip(t.ledger.read, 2)).id).toBe(old)
    expect(whatOf(t, 2)).toEqual([])
    expect(column(t, `SELECT state || n FROM clip_count WHERE n > 0`)).toEqual(['ready1'])
    await take(t, [candidate('/third.mp4')])
    expect(column(t, 'SELECT max(id) FROM clip')).toEqual([3])
  })

  test('stays itself once anything of it was sent or linked, or when the other has gone on', async () => {
    const t = await testLedger()
    const [one = 0, two = 0] = await newClips(t, 2)
    await makeReady(t, [two])
    expect(await join(t, two, one)).toBe(false)
    const stale = to(t, one, '')
    await move(t, [to(t, one, '/moved.mp4')])
    const [three = 0] = await newClips(t, 1)
    expect(await t.ledger.transact((tx) => joinClips(tx, { arrivedClipId: three, clipId: one, sourceId: stale.sourceId, was: stale.was }, { now: t.now, actor: 'system' }))).toBe(false)
    expect(column(t, 'SELECT count(*) FROM clip')).toEqual([3])
  })
})
