import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import en from '../../electron/locales/en.json' with { type: 'json' }
import zh from '../../electron/locales/zh-CN.json' with { type: 'json' }
import screensEn from '../../src/renderer/locales/en.json' with { type: 'json' }
import screensZh from '../../src/renderer/locales/zh-CN.json' with { type: 'json' }
import { languageOf, wordsOf } from '../../electron/words.ts'

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('menus, tray, notices and dialogs say the same in both languages', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect(zh[key].trim(), key).not.toBe('')
    expect(holes(zh[key]), key).toEqual(holes(en[key]))
  }
})

test('places and the quiet state are called what the screens call them', () => {
  for (const [shell, screens] of [[en, screensEn], [zh, screensZh]] as const) {
    for (const place of ['overview', 'needsYou', 'people', 'clips', 'folders', 'activity'] as const) expect(shell[`menu.${place}`].toLowerCase()).toBe(screens.nav[place].toLowerCase())
    expect(JSON.stringify(screens)).toContain(JSON.stringify(shell['state.idle']))
  }
})

test('every word is used somewhere in the shell', () => {
  const folder = path.resolve(import.meta.dirname, '../../electron')
  const source = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n')
  // Put together from a state or a place.
  const dynamic = ['stop.', 'news.stopped.', 'menu.overview', 'menu.needsYou', 'menu.people', 'menu.clips', 'menu.folders', 'menu.activity']
  expect(Object.keys(en).filter((key) => !source.includes(`'${key}'`) && !dynamic.some((prefix) => key.startsWith(prefix)))).toEqual([])
})

test('numbers are written as the language writes them, and the system’s language is spoken until one is chosen', () => {
  expect(wordsOf('en')('state.paused', { queued: 12_480 })).toBe('Paused, 12,480 wait')
  expect(wordsOf('zh-CN')('state.paused', { queued: 2 })).toBe('已暂停，2 个等待')
  expect(languageOf(undefined, ['fr-FR', 'zh-Hant-TW', 'en'])).toBe('zh-CN')
  expect(languageOf(undefined, ['fr-FR'])).toBe('en')
  expect(languageOf('en', ['zh-CN'])).toBe('en')
})
