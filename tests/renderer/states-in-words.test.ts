import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import english from '../../src/contract/locales/en/reasons.json' with { type: 'json' }
import { eventKinds } from '../../src/contract/models/event.ts'
import { asked, wordsOf } from './locale-files.ts'

const wordless = (namespace: string, keys: readonly string[]) =>
  (['en', 'zh-CN'] as const).flatMap((language) => {
    const known = new Set([...(wordsOf(language).get(namespace) ?? new Map<string, string>()).keys()].map(asked))
    return keys.filter((key) => !known.has(key)).map((key) => `${language} ${key}`)
  })

test('every reason has a short name for tables and headings', () => {
  expect(wordless('reasons', Object.keys(english).map((code) => `short.${code}`))).toEqual([])
})

/** Written of one clip each, never of many at once. */
const perClip = ['clip.object-deleted', 'clip.prepared']

test('the history has a sentence for every kind of event the core writes, for many clips at once too', () => {
  const root = path.resolve(import.meta.dirname, '../../src/main')
  const written = globSync('**/*.ts', { cwd: root }).flatMap((file) => Array.from(readFileSync(path.join(root, file), 'utf8').matchAll(/\bwhat: '([a-z]+\.[a-z-]+)'/g), ([, kind = '']) => kind))
  expect(written.length).toBeGreaterThan(20)
  expect(wordless('activity', [...new Set([...eventKinds, ...written])].flatMap((kind) => [`what.${kind}`, ...(kind.startsWith('clip.') && !perClip.includes(kind) ? [`what.${kind.replace('clip.', 'clips.')}`] : [])]))).toEqual([])
})
