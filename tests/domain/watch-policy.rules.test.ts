import { describe, expect, test } from 'vitest'
import { answerWatchError, calm, coalesceEvents, countEvents, floodIsOver, planWatch } from '../../src/main/domain/watch-policy.ts'

describe('how a folder is listened to', () => {
  const of = (more: Partial<Parameters<typeof planWatch>[0]> = {}) => planWatch({ asked: 'events', network: null, exhausted: null, directories: 10, files: 100, ...more })
  test('small trees by chokidar, large ones by one watch a directory', () => {
    expect(of()).toEqual({ method: 'chokidar-events', mode: 'events', why: null })
    expect(of({ directories: 1_000 })).toMatchObject({ method: 'chokidar-events' })
    expect(of({ directories: 1_001 })).toMatchObject({ method: 'directory-hints', mode: 'events' })
    expect(of({ files: 2_000 })).toMatchObject({ method: 'chokidar-events' })
    expect(of({ files: 2_001 })).toMatchObject({ method: 'directory-hints' })
    expect(of({ files: 1_000_000 })).toMatchObject({ method: 'directory-hints' })
  })
  test('network drives are looked through, and it is said why', () => {
    const plan = of({ network: 'NFS' })
    expect(plan).toMatchObject({ method: 'chokidar-polling', mode: 'polling' })
    expect(plan.why).toContain('NFS')
    expect(of({ network: 'SMB', files: 20_000 })).toMatchObject({ method: 'chokidar-polling' })
    expect(of({ network: 'SMB', files: 50_000 })).toMatchObject({ method: 'rescans', mode: 'polling' })
  })
  test('polling that was asked for needs no reason', () => {
    expect(of({ asked: 'polling' })).toEqual({ method: 'chokidar-polling', mode: 'polling', why: null })
  })
  test('what ran out is the reason', () => {
    expect(of({ exhausted: 'too few watches' })).toMatchObject({ mode: 'polling', why: 'too few watches' })
  })
})

test('each path is told once, however its accents are composed', () => {
  expect(coalesceEvents(['/é', '/b', '/é'.normalize('NFD'), '/b'])).toEqual(['/é'.normalize('NFD'), '/b'])
})

describe('a flood of events', () => {
  test('five thousand in a second are believed, more are not', () => {
    let flow = calm
    for (let n = 0; n < 5_000; n += 1) flow = countEvents(flow, 1_000 + n / 10)
    expect(flow.floodedAt).toBeNull()
    expect(countEvents(flow, 1_600).floodedAt).toBe(1_600)
  })
  test('five thousand spread over two seconds are no flood', () => {
    let flow = calm
    for (let slice = 0; slice < 20; slice += 1) flow = countEvents(flow, slice * 100, 400)
    expect(flow.floodedAt).toBeNull()
  })
  test('calls for a reconcile when it has ebbed away, or after ten seconds of it', () => {
    let flow = countEvents(calm, 0, 6_000)
    expect(floodIsOver(flow, 500)).toBe(false)
    expect(floodIsOver(flow, 1_100)).toBe(true)
    for (let at = 100; at < 10_000; at += 100) flow = countEvents(flow, at, 6_000)
    expect(floodIsOver(flow, 9_999)).toBe(false)
    expect(floodIsOver(flow, 10_000)).toBe(true)
    expect(floodIsOver(calm, 10_000)).toBe(false)
  })
})

describe('an error of the watcher', () => {
  test('too few watches: says so, and polls', () => {
    const answer = answerWatchError('ENOSPC', [], 0)
    expect(answer).toMatchObject({ do: 'poll' })
    expect(answer.do === 'poll' && answer.why).toContain('max_user_watches')
  })
  test('one forbidden folder is reported and nothing else stops', () => {
    expect(answerWatchError('EACCES', [], 0)).toEqual({ do: 'report' })
  })
  test('others restart it, ever later, three times in ten minutes; then it polls', () => {
    expect(answerWatchError('EIO', [], 0)).toEqual({ do: 'restart', afterMs: 1_000 })
    expect(answerWatchError('EIO', [0], 5)).toEqual({ do: 'restart', afterMs: 5_000 })
    expect(answerWatchError(undefined, [0, 1], 5)).toEqual({ do: 'restart', afterMs: 30_000 })
    expect(answerWatchError('EIO', [0, 1, 2], 5)).toMatchObject({ do: 'poll' })
    expect(answerWatchError('EIO', [0, 1, 2], 700_000)).toEqual({ do: 'restart', afterMs: 1_000 })
  })
})
