import { chmod, mkdir, symlink } from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { expandInputs } from '../../src/main/intake/expand-inputs.ts'
import { isFound, isRefusal, type ExpandOptions } from '../../src/main/intake/found.ts'
import { asOrdinaryUser, collect, freshFolder, lay } from './support.ts'

async function expand(inputs: string[], options: ExpandOptions) {
  const outcomes = await collect(expandInputs(inputs, options))
  return { clips: outcomes.filter(isFound), refusals: outcomes.filter(isRefusal) }
}

describe('files', () => {
  test('are taken with their place on disk and in the words of the caller', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'rushes/one.mp4': 10, 'photo.JPG': 5 })
    const { clips, refusals } = await expand(['./rushes/one.mp4', 'photo.JPG'], { cwd })
    expect(refusals).toEqual([])
    expect(clips).toMatchObject([
      { kind: 'path', location: path.join(cwd, 'rushes/one.mp4'), given: './rushes/one.mp4', name: 'one.mp4', assetType: 'video', sizeBytes: 10 },
      { kind: 'path', given: 'photo.JPG', assetType: 'image', sizeBytes: 5 },
    ])
    expect(clips[0]).toHaveProperty('mtimeMs', expect.any(Number) as number)
    expect(clips.every((clip) => 'mtimeMs' in clip && Number.isInteger(clip.mtimeMs))).toBe(true)
  })

  test('are found however their accents are composed', async () => {
    const cwd = await freshFolder()
    const onDisk = path.join('Zoë'.normalize('NFD'), 'Café.mp4'.normalize('NFD'))
    await lay(cwd, { [onDisk]: 1 })
    const { clips } = await expand(['Zoë/Café.mp4'.normalize('NFC')], { cwd })
    expect(clips).toMatchObject([{ location: path.join(cwd, onDisk), given: 'Zoë/Café.mp4'.normalize('NFC') }])
  })

  test('are taken with emoji and very long names', async () => {
    const cwd = await freshFolder()
    const long = `${'é'.repeat(120)}.mp4`
    await lay(cwd, { '👩🏽‍🎤 take.mp4': 1, [long]: 1, 'line\nbreak.mp4': 1 })
    const { clips, refusals } = await expand(['👩🏽‍🎤 take.mp4', long, 'line\nbreak.mp4'], { cwd })
    expect(refusals).toEqual([])
    expect(clips).toHaveLength(3)
  })

  test('are taken by file:// address', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'a b.mp4': 1 })
    const { clips } = await expand([pathToFileURL(path.join(cwd, 'a b.mp4')).href], { cwd })
    expect(clips).toMatchObject([{ kind: 'path', location: path.join(cwd, 'a b.mp4') }])
  })

  test('are refused with words, each in its place, and the others go on', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'notes.txt': 1, 'x.mp4.part': 1, '.hidden.mp4': 1, 'photo.png': 1, 'good.mp4': 1 })
    execFileSync('mkfifo', [path.join(cwd, 'pipe.mp4')])
    const { clips, refusals } = await expand(['gone.mp4', 'notes.txt', 'x.mp4.part', '.hidden.mp4', 'photo.png', 'pipe.mp4', `${'n'.repeat(300)}.mp4`, '', 'good.mp4'], { cwd, assetType: 'video' })
    expect(clips).toMatchObject([{ given: 'good.mp4' }])
    expect(refusals.map(({ input, line, code }) => [input.slice(0, 12), line, code])).toEqual([
      ['gone.mp4', null, 'Missing'], ['notes.txt', null, 'NotAClip'], ['x.mp4.part', null, 'UnfinishedFile'], ['.hidden.mp4', null, 'UnfinishedFile'],
      ['photo.png', null, 'OtherType'], ['pipe.mp4', null, 'NotAFile'], ['nnnnnnnnnnnn', null, 'NameTooLong'], ['', null, 'Missing'],
    ])
    expect(refusals[0]?.message).toBe('gone.mp4 does not exist.')
    expect(Math.max(...refusals.map((refusal) => refusal.message.length))).toBeLessThan(250)
  })

  test('that may not be read are refused, with their permissions as the reason', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'secret.mp4': 1 })
    await chmod(path.join(cwd, 'secret.mp4'), 0)
    await chmod(cwd, 0o755)
    const { refusals } = await asOrdinaryUser(() => expand(['secret.mp4'], { cwd }))
    expect(refusals).toMatchObject([{ code: 'PermissionDenied', message: expect.stringContaining('permissions') as string }])
  })

  test('of no bytes are taken, so that the check can hold them with the reason', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'empty.mp4': 0 })
    expect((await expand(['empty.mp4'], { cwd })).clips).toMatchObject([{ sizeBytes: 0 }])
  })

  test('without an extension are what the caller says', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { A001: 1 })
    expect((await expand(['A001'], { cwd })).refusals).toMatchObject([{ code: 'NotAClip' }])
    expect((await expand(['A001'], { cwd, assetType: 'video' })).clips).toMatchObject([{ assetType: 'video' }])
  })
})

describe('folders', () => {
  test('are taken with all below, clips only, in the order of names', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'in/b.mp4': 1, 'in/a.mov': 1, 'in/notes.txt': 1, 'in/day2/c.mp4': 1, 'in/.trash/d.mp4': 1, 'in/e.mp4.part': 1, 'in/@eaDir/t.jpg': 1 })
    const { clips, refusals } = await expand(['in'], { cwd })
    expect(refusals).toEqual([])
    expect(clips).toMatchObject([
      { given: path.join('in', 'a.mov'), location: path.join(cwd, 'in/a.mov') },
      { given: path.join('in', 'b.mp4') },
      { given: path.join('in', 'day2', 'c.mp4') },
    ])
    const slashed = await expand([`in${path.sep}`], { cwd })
    expect(slashed.clips.map((clip) => clip.given)).toEqual(clips.map((clip) => clip.given))
  })

  test('give only the type that was asked for', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'in/a.mp4': 1, 'in/b.png': 1 })
    expect((await expand(['in'], { cwd, assetType: 'image' })).clips).toMatchObject([{ name: 'b.png' }])
  })

  test('are walked once through links, in no circle', async () => {
    const cwd = await freshFolder()
    const elsewhere = await freshFolder()
    await lay(cwd, { 'in/real/a.mp4': 1 })
    await lay(elsewhere, { 'b.mp4': 1 })
    await symlink(path.join(cwd, 'in/real'), path.join(cwd, 'in/twin'))
    await symlink(path.join(cwd, 'in'), path.join(cwd, 'in/real/loop'))
    await symlink(cwd, path.join(cwd, 'in/up'))
    await symlink(elsewhere, path.join(cwd, 'in/away'))
    await symlink(path.join(elsewhere, 'b.mp4'), path.join(cwd, 'in/linked.mp4'))
    await symlink('/nowhere/at/all.mp4', path.join(cwd, 'in/dead.mp4'))
    const { clips, refusals } = await expand(['in'], { cwd })
    expect(clips.map((clip) => clip.given).sort()).toEqual(['in/away/b.mp4', 'in/linked.mp4', 'in/real/a.mp4'])
    expect(refusals).toMatchObject([{ input: 'in/up', code: 'FolderUnreadable', message: expect.stringContaining('contains it') as string }])
  })

  test('tell what they hold besides clips, how much of each and where', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'in/a.mp4': 1, 'in/b.png': 1, 'in/A001': 1, 'in/notes.txt': 1, 'in/deep/more.txt': 1, 'in/late.mp4.part': 1, 'in/.DS_Store': 1, 'in/reel.mp4/inner.mp4': 1 })
    await symlink('/nowhere/at/all.mp4', path.join(cwd, 'in/dead.mp4'))
    execFileSync('mkfifo', [path.join(cwd, 'in/pipe.mp4')])
    const told = new Map<string, [number, string[]]>()
    const { clips, refusals } = await expand(['in'], { cwd, assetType: 'video', onPassedOver: (found) => found.forEach(({ code, count, examples }) => told.set(code, [count, examples])) })
    expect(clips.map((clip) => clip.given)).toEqual([path.join('in', 'a.mp4'), path.join('in', 'reel.mp4', 'inner.mp4')])
    expect(refusals).toEqual([])
    expect(Object.fromEntries(told)).toEqual({
      DanglingLink: [1, ['in/dead.mp4']], FolderNamedLikeClip: [1, ['in/reel.mp4']], NoExtension: [1, ['in/A001']], NotAClip: [2, ['in/notes.txt', 'in/deep/more.txt']],
      NotAFile: [1, ['in/pipe.mp4']], OtherType: [1, ['in/b.png']], Unfinished: [1, ['in/late.mp4.part']],
    })
  })

  test('without clips say so instead of nothing', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'in/notes.txt': 1 })
    await mkdir(path.join(cwd, 'empty'))
    const { refusals } = await expand(['in', 'empty'], { cwd })
    expect(refusals).toMatchObject([
      { code: 'NoClips', message: 'in holds no clip, only 1 other file.' },
      { code: 'NoClips', message: 'empty holds no clip.' },
    ])
  })

  test('that may not be read are named, and the walk goes on past them', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'in/closed/a.mp4': 1, 'in/open/b.mp4': 1, 'shut/c.mp4': 1 })
    await chmod(path.join(cwd, 'in/closed'), 0)
    await chmod(path.join(cwd, 'shut'), 0)
    await chmod(cwd, 0o755)
    const { clips, refusals } = await asOrdinaryUser(() => expand(['in', 'shut'], { cwd }))
    expect(clips).toMatchObject([{ given: path.join('in', 'open', 'b.mp4') }])
    expect(refusals).toMatchObject([
      { input: path.join('in', 'closed'), code: 'FolderUnreadable' },
      { input: 'shut', code: 'PermissionDenied' },
    ])
  })

  test('are handed over while they are read', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'in/a/1.mp4': 1, 'in/b/2.mp4': 1 })
    const outcomes = expandInputs(['in'], { cwd })
    expect((await outcomes.next()).value).toMatchObject({ name: '1.mp4' })
    await lay(cwd, { 'in/b/3.mp4': 1 })
    expect(await collect(outcomes)).toHaveLength(2)
  })

  test('stop when they are told to', async () => {
    const cwd = await freshFolder()
    await lay(cwd, { 'in/a/1.mp4': 1, 'in/b/2.mp4': 1 })
    const stop = new AbortController()
    const outcomes = expandInputs(['in', 'in'], { cwd, signal: stop.signal })
    await outcomes.next()
    stop.abort()
    expect(await collect(outcomes)).toEqual([])
  })
})

describe('addresses', () => {
  const cwd = '/'
  test('are taken unasked, named by their last part', async () => {
    const { clips } = await expand([' https://Example.com/a%20b.mp4?sig=1 ', 'http://example.com/photo.png', 'https://example.com/watch?v=3', 'https://example.com/100%.mp4'], { cwd })
    expect(clips).toMatchObject([
      { kind: 'url', location: 'https://example.com/a%20b.mp4?sig=1', given: 'https://Example.com/a%20b.mp4?sig=1', name: 'a b.mp4', assetType: 'video', sizeBytes: null, mtimeMs: null },
      { name: 'photo.png', assetType: 'image' },
      { name: 'watch', assetType: 'video' },
      { name: '100%.mp4' },
    ])
  })
  test('are what the caller says, whatever their name', async () => {
    expect((await expand(['https://example.com/x'], { cwd, assetType: 'image' })).clips).toMatchObject([{ assetType: 'image' }])
  })
  test('that no reviewer can use are refused in words', async () => {
    const { refusals } = await expand(['ftp://example.com/a.mp4', 's3://bucket/a.mp4', 'http://', 'https://', 'http:///a.mp4', 'https://me:secret@example.com/a.mp4', 'www.example.com/a.mp4'], { cwd })
    expect(refusals.map((refusal) => refusal.code)).toEqual(['SchemeUnsupported', 'SchemeUnsupported', 'UrlMalformed', 'UrlMalformed', 'UrlMalformed', 'UrlMalformed', 'Missing'])
    expect(refusals[6]?.message).toContain('https://')
    expect(refusals[5]?.message).not.toContain('secret')
  })
})
