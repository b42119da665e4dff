import { existsSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { makeClip } from '../helpers/clips.ts'
import { given, preparationStage } from './preparation-stage.ts'

const small = { width: 320, height: 240 }

test('a clip that is too long is held, prepared when asked, and cleared with its copy; its file stays as it was', async () => {
  const stage = await preparationStage()
  const source = await makeClip(stage.footage, 'long.mp4', { ...small, seconds: 6 })
  const before = await readFile(source)
  await stage.takeIn(source)
  const held = await stage.untilClip((clip) => clip.state === 'held')
  expect(held.reason?.code).toBe('DurationTooLong')

  const selection = { ids: [held.id] }
  const { recipe } = await stage.client.preparations.suggest(selection)
  expect(recipe.toMs).toBe(4000)
  expect(await stage.client.preparations.start({ selection, recipe })).toMatchObject({ changed: 1, left: 0 })
  const cleared = await stage.untilClip((clip) => clip.state === 'active')
  expect(cleared).toMatchObject({ location: source, media: { durationMs: expect.toSatisfy((ms: number) => ms > 3500 && ms <= 4000) as number }, preparing: false })

  const { sources, attempts, preparation } = await stage.client.clips.get({ id: held.id })
  expect(sources.map((one) => [one.location === source, one.current, one.preparedFrom])).toEqual([[true, false, null], [false, true, sources[0]?.id]])
  // The attempt says that the copy was sent, not the source.
  expect(attempts[0]?.location).toBe(sources[1]?.location)
  expect(preparation).toMatchObject({ state: 'done', recipe })
  expect((await readFile(source)).equals(before)).toBe(true)
  const events = (await stage.client.clips.get({ id: held.id })).events.map((event) => event.what)
  expect(events).toEqual(expect.arrayContaining(['clip.preparation-asked', 'clip.prepared', 'clip.active']))

  const overview = await stage.client.preparations.overview({})
  expect(overview.copies).toMatchObject({ count: 1, bytes: (await stat(sources[1]?.location ?? '')).size })
  expect(await stage.client.preparations.cleanUp()).toMatchObject({ copies: 1 })
  expect(existsSync(sources[1]?.location ?? '')).toBe(false)
  expect((await stage.client.preparations.overview({})).copies).toMatchObject({ count: 0, bytes: 0 })
})

test('a copy that still does not fit is held with the reason it does not fit for', async () => {
  const stage = await preparationStage()
  await stage.takeIn(await makeClip(stage.footage, 'long.mp4', { ...small, seconds: 6 }))
  const held = await stage.untilClip((clip) => clip.state === 'held')
  await stage.client.preparations.start({ selection: { ids: [held.id] }, recipe: given({ audio: 'silent' }) })
  const again = await stage.untilClip((clip) => clip.state === 'held' && clip.media?.hasAudio === true)
  expect(again.reason?.code).toBe('DurationTooLong')
  // Prepared otherwise it begins again from its source, not from the copy.
  await stage.client.preparations.start({ selection: { ids: [held.id] }, recipe: given({ toMs: 3000 }) })
  expect((await stage.untilClip((clip) => clip.state === 'active')).media).toMatchObject({ hasAudio: false })
})

test('a source that is gone by then is held for that', async () => {
  const stage = await preparationStage()
  const source = await makeClip(stage.footage, 'long.mp4', { ...small, seconds: 6 })
  await stage.takeIn(source)
  const held = await stage.untilClip((clip) => clip.state === 'held')
  await stage.client.preparations.pause()
  await stage.client.preparations.start({ selection: { ids: [held.id] }, recipe: given({ toMs: 3000 }) })
  expect((await stage.clips())[0]).toMatchObject({ state: 'checking', preparing: true })
  await rm(source)
  await stage.client.preparations.resume()
  const gone = await stage.untilClip((clip) => clip.state === 'held' && clip.reason?.code === 'SourceGone')
  expect(gone.sourceMissing).toBe(true)
  expect((await stage.client.clips.get({ id: held.id })).preparation).toMatchObject({ state: 'failed' })
})

test('what is asked and taken back, or set aside, is not made', async () => {
  const stage = await preparationStage()
  await stage.takeIn(await makeClip(stage.footage, 'one.mp4', { ...small, seconds: 6 }), await makeClip(stage.footage, 'two.mp4', { ...small, seconds: 7 }))
  await stage.until(async () => (await stage.clips()).filter((clip) => clip.state === 'held').length === 2)
  await stage.client.preparations.pause()
  const ids = (await stage.clips()).map((clip) => clip.id)
  await stage.client.preparations.start({ selection: { ids }, recipe: given({ toMs: 3000 }) })
  expect(await stage.client.preparations.overview({})).toMatchObject({ paused: true, queued: 2 })
  // Nobody knows when it goes on, so no time is named.
  expect(await stage.client.cue.get({})).toMatchObject({ doing: 'preparing', doneAt: null })
  expect(await stage.client.preparations.cancel({ ids: [ids[0] ?? 0] })).toEqual({ changed: 1 })
  await stage.client.clips.setAside({ ids: [ids[1] ?? 0] })
  await stage.client.preparations.resume()
  expect((await stage.untilClip((clip) => clip.state === 'held', ids[0])).reason?.code).toBe('DurationTooLong')
  expect(await stage.client.preparations.overview({})).toMatchObject({ paused: false, queued: 0, running: [], copies: { count: 0 } })
  for (const id of ids) expect((await stage.client.clips.get({ id })).preparation?.state).toBe('cancelled')
})

test('a mending is undone for exactly the clips that it reached: they are on hold as before', async () => {
  const stage = await preparationStage()
  await stage.takeIn(...(await Promise.all(['red', 'green'].map((colour) => makeClip(stage.footage, `${colour}.mp4`, { ...small, seconds: 6, colour })))))
  await stage.until(async () => (await stage.clips()).filter((clip) => clip.state === 'held').length === 2)
  await stage.client.preparations.pause()
  const [one = 0, other = 0] = (await stage.clips()).map((clip) => clip.id)
  const recipe = given({ toMs: 3000 })
  await stage.client.preparations.start({ selection: { ids: [other] }, recipe })
  const { changed, deed } = await stage.client.preparations.start({ selection: { ids: [one] }, recipe })
  expect(changed).toBe(1)
  expect(await stage.client.clips.undo({ deed: deed ?? 0 })).toEqual({ changed: 1 })
  expect((await stage.untilClip((clip) => clip.state === 'held', one)).reason?.code).toBe('DurationTooLong')
  expect(await stage.client.preparations.overview({})).toMatchObject({ queued: 1 })
})

test('three are tried first, tell what the rest will take, and are not made twice', async () => {
  const stage = await preparationStage()
  // Of different colours: copies alike to the byte would be duplicates.
  const takes = await Promise.all(['red', 'green', 'blue', 'gold'].map((colour) => makeClip(stage.footage, `${colour}.mp4`, { ...small, seconds: 6, colour })))
  await stage.takeIn(...takes)
  await stage.until(async () => (await stage.clips()).filter((clip) => clip.state === 'held').length === 4)
  const selection = { filter: { groupId: stage.groupId, states: ['held' as const], reasonCode: 'DurationTooLong' } }
  const asked = await stage.client.preparations.try({ selection, recipe: given({ toMs: 3000, fps: 30 }) })
  expect(asked.reach).toMatchObject({ clips: 4, asTheyAre: 0, others: 0, needFfmpeg: 4 })
  expect(asked.clips).toHaveLength(3)
  const trial = await stage.until(async () => {
    const now = await stage.client.preparations.trial({ id: asked.id })
    return now.state === 'done' ? now : null
  })
  expect(trial.clips.map((clip) => [clip.state, clip.how, clip.after?.durationMs, clip.breaches])).toEqual(Array(3).fill(['done', 'ffmpeg', 3000, []]))
  expect((await stage.clips()).every((clip) => clip.state === 'held')).toBe(true)
  // Measured: four times three seconds to make, at what nine seconds took.
  const { estimate } = trial
  expect(estimate?.ms).toBeCloseTo((estimate?.measuredMs ?? 0) * (4 / 3), -1)
  expect(estimate?.bytes).toBeGreaterThan(0)
  const tried = await stage.core.previewPath(`copy-${trial.clips[0]?.preparationId ?? 0}`)
  expect(tried && existsSync(tried)).toBe(true)

  await stage.client.preparations.start({ selection, recipe: given({ toMs: 3000, fps: 30 }) })
  await stage.until(async () => (await stage.clips()).every((clip) => clip.state === 'active'))
  const sent = (await stage.client.clips.get({ id: trial.clips[0]?.clipId ?? 0 })).attempts[0]?.location
  expect(sent).toBe(tried)
  expect((await stage.client.preparations.overview({})).copies.count).toBe(4)
})
