import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { expandInputs, expandText } from '../../src/main/intake/expand-inputs.ts'
import { isFound, isRefusal } from '../../src/main/intake/found.ts'
import { collect, freshFolder, lay } from './support.ts'

async function list(content: string | Uint8Array, files: Record<string, number> = {}) {
  const cwd = await freshFolder()
  await lay(cwd, { 'lists/list.csv': content, ...files })
  const outcomes = await collect(expandInputs(['lists/list.csv'], { cwd }))
  return { cwd, clips: outcomes.filter(isFound), refusals: outcomes.filter(isRefusal) }
}

function text(content: string) {
  return collect(expandText(content, { cwd: '/' }))
}

describe('a CSV list', () => {
  test('gives addresses with their names', async () => {
    const { clips } = await list('url,name\nhttps://example.com/1.mp4,First take\nhttps://example.com/2.mp4,\n')
    expect(clips).toMatchObject([
      { kind: 'url', location: 'https://example.com/1.mp4', given: 'https://example.com/1.mp4', name: 'First take' },
      { name: '2.mp4' },
    ])
  })

  test('gives paths, relative to the list', async () => {
    const { cwd, clips, refusals } = await list('name,path\nAnna,clips/a.mp4\n,clips\n', { 'lists/clips/a.mp4': 3 })
    expect(refusals).toEqual([])
    expect(clips).toMatchObject([
      { kind: 'path', location: path.join(cwd, 'lists/clips/a.mp4'), given: 'clips/a.mp4', name: 'Anna', sizeBytes: 3 },
      { location: path.join(cwd, 'lists/clips/a.mp4'), given: path.join('clips', 'a.mp4'), name: 'a.mp4' },
    ])
  })

  test('is read with marks, quotes, semicolons, tabs, capitals and other columns', async () => {
    const { clips, refusals } = await list('\ufeff"Name";Take;"URL"\r\n"Semi; colon ""x""";1;https://example.com/1.mp4\r\n')
    expect(refusals).toEqual([])
    expect(clips).toMatchObject([{ name: 'Semi; colon "x"', location: 'https://example.com/1.mp4' }])
    expect((await list('sep=;\nurl;name\nhttps://example.com/a,b.mp4;x\n')).clips).toMatchObject([{ location: 'https://example.com/a,b.mp4', name: 'x' }])
    expect((await list('url\tname\rhttps://example.com/a.mp4\tx\r')).clips).toMatchObject([{ name: 'x' }])
  })

  test.each([
    ['utf-16le', (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
    ['utf-16be', (text: string) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()])],
    ['utf-16le without its mark', (text: string) => Buffer.from(text, 'utf16le')],
    ['utf-8', (text: string) => Buffer.from(text)],
  ])('is read in %s', async (_, encode) => {
    const { clips, refusals } = await list(encode('url,name\nhttps://example.com/1.mp4,安娜\n'))
    expect(refusals).toEqual([])
    expect(clips).toMatchObject([{ name: '安娜' }])
  })

  test('is read as a Chinese Excel saves it', async () => {
    const gbk = Buffer.concat([Buffer.from('url,name\nhttps://example.com/1.mp4,'), Buffer.from([0xb0, 0xb2, 0xc4, 0xc8]), Buffer.from('\n')])
    expect((await list(gbk)).clips).toMatchObject([{ name: '安娜' }])
  })

  test('names each broken line and goes on', async () => {
    const { clips, refusals } = await list([
      'url,name', // 1
      'https://example.com/1.mp4,one', // 2
      '"https://example.com/2.mp4,two', // 3: a quote that never closes
      'https://example.com/3.mp4,three', // 4
      'https://example.com/4.mp4,four,more', // 5
      '"https://example.com/5.mp4"x,five', // 6
      ',six', // 7
      '', // 8
      'not an address,seven', // 9
      'ftp://example.com/8.mp4,eight', // 10
      '"https://example.com/9.mp4","nine"', // 11
    ].join('\n'))
    expect(clips.map((clip) => clip.name)).toEqual(['one', 'three', 'nine'])
    expect(refusals.map(({ input, line, code }) => [input, line, code])).toEqual([
      ['lists/list.csv', 3, 'CsvLineBroken'], ['lists/list.csv', 5, 'CsvLineBroken'], ['lists/list.csv', 6, 'CsvLineBroken'],
      ['lists/list.csv', 7, 'CsvLineBroken'], ['lists/list.csv', 9, 'UrlMalformed'], ['lists/list.csv', 10, 'SchemeUnsupported'],
    ])
    expect(refusals[0]?.message).toContain('never closed')
  })

  test('may hold line breaks in a column of notes, and lines are still counted right', async () => {
    const { clips, refusals } = await list('url,notes\nhttps://example.com/1.mp4,"two\nlines, and ""more"""\nhttps://example.com/2.mp4,x\nbad,y\n')
    expect(clips.map((clip) => clip.name)).toEqual(['1.mp4', '2.mp4'])
    expect(refusals).toMatchObject([{ line: 5 }])
  })

  test('loses no row to a forgotten quotation mark, even where another one ends it rows later', async () => {
    const { clips, refusals } = await list('url,name\n"https://example.com/1.mp4\nhttps://example.com/2.mp4,two\nx",three\n')
    expect(clips).toMatchObject([{ name: 'two' }])
    expect(refusals.map((refusal) => refusal.line)).toEqual([2, 4])
  })

  test('says which of its files is missing, at its line', async () => {
    const { clips, refusals } = await list('path\ngone.mp4\nhere.mp4\nlist.csv\n', { 'lists/here.mp4': 1 })
    expect(clips).toHaveLength(1)
    expect(refusals).toMatchObject([{ line: 2, code: 'Missing', message: 'gone.mp4 does not exist.' }, { line: 4, code: 'CsvInCsv' }])
  })

  test('that is empty, has no rows, no such column or is no text says so', async () => {
    expect((await list('')).refusals).toMatchObject([{ code: 'CsvEmpty' }])
    expect((await list('\n \n')).refusals).toMatchObject([{ code: 'CsvEmpty' }])
    expect((await list('url,name\n')).refusals).toMatchObject([{ code: 'CsvEmpty' }])
    expect((await list('link,title\nhttps://example.com/1.mp4,x\n')).refusals).toMatchObject([{ code: 'CsvNoColumn', line: 1, message: expect.stringContaining('link,title') as string }])
    expect((await list(Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 1, 2, 3, 0]))).refusals).toMatchObject([{ code: 'CsvUnreadable', message: expect.stringContaining('not a text file') as string }])
  })

  test('without a header is taken when it begins with an address', async () => {
    expect((await list('https://example.com/1.mp4\nhttps://example.com/2.mp4\n')).clips).toHaveLength(2)
  })

  test('of any length is streamed', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => `https://example.com/${n}.mp4,clip é ${n}`)
    const { clips, refusals } = await list(['url,name', ...rows].join('\r\n'))
    expect(refusals).toEqual([])
    expect(clips).toHaveLength(20_000)
    expect(clips.at(-1)).toMatchObject({ name: 'clip é 19999' })
  })
})

describe('pasted text', () => {
  test('is a table when its first line names columns', async () => {
    expect(await text('url,name\nhttps://example.com/1.mp4,one')).toMatchObject([{ name: 'one' }])
  })
  test('is addresses line by line, several in one, or with names', async () => {
    expect(await text('https://example.com/1.mp4\r\n\r\nhttps://example.com/2.mp4 https://example.com/3.mp4\nhttps://example.com/a,b\nhttps://example.com/4.mp4,Four\nhttps://example.com/5\tFive')).toMatchObject([
      { location: 'https://example.com/1.mp4' }, { location: 'https://example.com/2.mp4' }, { location: 'https://example.com/3.mp4' },
      { location: 'https://example.com/a,b' }, { location: 'https://example.com/4.mp4', name: 'Four' }, { name: 'Five' },
    ])
  })
  test('names the line that cannot be taken, in its own words', async () => {
    expect(await text('https://example.com/1.mp4\nhello there\nftp://example.com/x.mp4')).toMatchObject([
      { kind: 'url' }, { input: 'hello there', line: 2, code: 'Missing' }, { input: 'ftp://example.com/x.mp4', line: 3, code: 'SchemeUnsupported' },
    ])
  })
  test('of nothing says so', async () => {
    expect(await text(' \n')).toMatchObject([{ code: 'CsvEmpty' }])
  })
})
