import { expect, test } from 'vitest'
import english from '../../src/contract/locales/en/reasons.json' with { type: 'json' }
import { batchStates, clipStates, sessionStates } from '../../src/contract/models/states.ts'
import { asked, wordsOf } from './locale-files.ts'

const wordless = (namespace: string, keys: readonly string[]) =>
  (['en', 'zh-CN'] as const).flatMap((language) => {
    const known = new Set([...(wordsOf(language).get(namespace) ?? new Map<string, string>()).keys()].map(asked))
    return keys.filter((key) => !known.has(key)).map((key) => `${language} ${key}`)
  })

test('every reason has a short name for tables and headings', () => {
  expect(wordless('reasons', Object.keys(english).map((code) => `short.${code}`))).toEqual([])
})

test('the history has a sentence for every state a clip, a batch or a verification comes to', () => {
  expect(wordless('activity', [
    ...batchStates.map((state) => `what.batch.${state}`),
    ...sessionStates.map((state) => `what.session.${state}`),
    ...clipStates.flatMap((state) => [`what.clip.${state}`, `what.clips.${state}`]),
  ])).toEqual([])
})
