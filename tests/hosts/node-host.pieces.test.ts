import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultDataDir } from '../../src/node-host/default-data-dir.ts'
import { readEnvironment } from '../../src/node-host/environment.ts'
import { fileSecrets } from '../../src/node-host/file-secrets.ts'
import { readVerdicts } from '../../src/node-host/read-verdicts.ts'
import { explainReason } from '../../src/node-host/reason-words.ts'
import { sourceAsGiven } from '../../src/node-host/source-as-given.ts'
import { displayWidth, table } from '../../src/node-host/table.ts'

describe('the data directory', () => {
  test('is the one of the environment before any other', () => {
    expect(defaultDataDir({ GREENROOM_DATA_DIR: '/ledger', XDG_DATA_HOME: '/xdg' }, 'linux', '/home/ada')).toBe(path.resolve('/ledger'))
  })
  test.each([
    ['linux', {}, '/home/ada/.local/share/greenroom'],
    ['linux', { XDG_DATA_HOME: '/xdg' }, '/xdg/greenroom'],
    ['linux', { XDG_DATA_HOME: 'not/absolute' }, '/home/ada/.local/share/greenroom'],
    ['darwin', {}, '/home/ada/Library/Application Support/Greenroom'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/Greenroom'],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(defaultDataDir(env, platform, '/home/ada')).toBe(expected)
  })
})

describe('the environment', () => {
  test('counts an empty variable as not set', () => {
    expect(readEnvironment({ GREENROOM_SUBMIT_RPM: '', GREENROOM_API_KEY: ' ' })).toEqual({ timeoutMs: 60_000, offlineMs: 20_000 })
  })
  test('names the variable that cannot be used', () => {
    expect(() => readEnvironment({ GREENROOM_SUBMIT_RPM: 'many' })).toThrow(/GREENROOM_SUBMIT_RPM/)
    expect(() => readEnvironment({ GREENROOM_API_URL: 'ftp://x' })).toThrow(/GREENROOM_API_URL/)
  })
})

describe('keys in a file', () => {
  test('can be read by their owner only, and a change leaves no other file behind', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'greenroom-secrets-'))
    const secrets = fileSecrets(dir)
    await Promise.all([secrets.set('a', '1'), secrets.set('b', '2'), secrets.set('c', '3')])
    await secrets.remove('b')
    expect(await Promise.all(['a', 'b', 'c'].map((name) => secrets.get(name)))).toEqual(['1', null, '3'])
    expect((await stat(path.join(dir, 'secrets.json'))).mode & 0o777).toBe(0o600)
    expect(await readdir(dir)).toEqual(['secrets.json'])
  })
  test('say in words that the file is damaged', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'greenroom-secrets-'))
    await writeFile(path.join(dir, 'secrets.json'), '{"a": 1')
    await expect(fileSecrets(dir).get('a')).rejects.toThrow(/damaged/)
  })
})

describe("a person's verdicts", () => {
  const expected = [
    { clip: '7', verdict: 'active', assetId: 'asset-1', assetUrl: undefined },
    { clip: 'b.mp4', verdict: 'failed', assetId: undefined, assetUrl: undefined },
  ]
  test('are read from CSV, with a byte order mark, capitals and spaces', () => {
    expect(readVerdicts('\ufeffClip, Verdict ,asset_id\r\n7,Active,asset-1\r\n"b.mp4", failed,\r\n', 'v.csv')).toEqual(expected)
  })
  test('are read from a JSON list', () => {
    expect(readVerdicts('[{"clip":7,"verdict":"active","asset_id":"asset-1"},{"clip":"b.mp4","verdict":"failed"}]', 'v.json')).toEqual(expected)
  })
  test.each([
    ['clip,verdict\n1,maybe\n', /v: line 2: verdict/],
    ['clip,state\n1,active\n', /verdict is missing/],
    ['clip,verdict\n"1,active\n', /cannot be used/],
    ['[{"clip":1', /cannot be used/],
    ['{"clips":[]}', /no list/],
    ['clip,verdict\n', /no verdict/],
  ])('that cannot be used name the place: %j', (text, words) => {
    expect(() => readVerdicts(text, 'v')).toThrow(new RegExp(words.source.replace('v:', 'v cannot be used:')))
  })
})

describe('the source of a clip', () => {
  const clip = (location: string, given = location) => ({ given, location, sourceKind: 'path' as const })
  test('is told in the words of this call, not of an earlier one', () => {
    expect(sourceAsGiven(clip('/w/takes/a.mp4', '/w/takes/a.mp4'), ['takes/a.mp4'], '/w')).toBe('takes/a.mp4')
    expect(sourceAsGiven(clip('/w/takes/sub/a.mp4', 'other'), ['takes'], '/w')).toBe('takes/sub/a.mp4')
  })
  test('stays as it was recorded when this call named no such source', () => {
    expect(sourceAsGiven(clip('/elsewhere/a.mp4', 'a.mp4'), ['list.csv'], '/w')).toBe('a.mp4')
    expect(sourceAsGiven(clip('/w/takes-2/a.mp4', 'a.mp4'), ['takes'], '/w')).toBe('a.mp4')
  })
})

describe('a reason', () => {
  test('says what was measured, against which limit, and what to do', () => {
    const { message, advice } = explainReason({ code: 'DurationTooLong', message: null, breaches: [{ code: 'DurationTooLong', measured: 41_500, limit: 30_000, unit: 'ms' }] })
    expect(message).toBe('The clip lasts 41.5 s; at most 30 s is allowed.')
    expect(advice).toMatch(/Trim/)
  })
  test('we do not know is shown as it came', () => {
    expect(explainReason({ code: 'FileSizeTooLarge', message: null, breaches: [{ code: 'FileSizeTooLarge', measured: 250 * 1024 * 1024, limit: 200 * 1024 * 1024, unit: 'bytes' }] }).message).toBe('The file is 250 MB; at most 200 MB is allowed.')
    expect(explainReason({ code: 'Weird.Thing', message: 'computer says no', breaches: [] })).toMatchObject({ code: 'Weird.Thing', message: 'computer says no' })
  })
})

describe('a table', () => {
  test('gives Chinese names two columns a character', () => {
    expect(displayWidth('艾达 a')).toBe(6)
    expect(table(['Name', 'N'], [['艾达', '1'], ['Ada', '2']])).toBe('Name  N\n艾达  1\nAda   2\n')
  })
  test('lets no file name steer the terminal', () => {
    expect(table(['Name'], [['\u001b[2Jx']])).not.toContain('\u001b')
  })
})
