import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../../src/renderer')

/** Namespace → key (dots, with plural endings) → words, of one language. */
export type Namespaces = Map<string, Map<string, string>>

function flatten(words: unknown, prefix: string, into: Map<string, string>): Map<string, string> {
  for (const [key, value] of Object.entries(words as Record<string, unknown>)) {
    if (typeof value === 'string') into.set(prefix + key, value)
    else flatten(value, `${prefix}${key}.`, into)
  }
  return into
}

/** All words of one language as the screens load them. */
export function wordsOf(language: 'en' | 'zh-CN'): Namespaces {
  const namespaces: Namespaces = new Map()
  for (const file of globSync(`locales/**/${language}.json`, { cwd: root })) {
    const folder = path.dirname(path.relative('locales', file)).split(path.sep).join('/')
    namespaces.set(folder === '.' ? 'common' : folder, flatten(JSON.parse(readFileSync(path.join(root, file), 'utf8')), '', new Map()))
  }
  return namespaces
}

/** The sources of the screens, without the gallery, which is not shipped. */
export function sources(): { file: string; text: string }[] {
  return globSync('**/*.{ts,tsx}', { cwd: root })
    .filter((file) => !file.startsWith('gallery'))
    .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }))
}

/** A key as it is asked for: without its plural ending. */
export function asked(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '')
}

/** The `{{names}}` a text wants filled in, sorted, each once. */
export function placeholders(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(/\{\{\s*([\w.]+)[^}]*\}\}/g), ([, name]) => name ?? ''))].sort()
}
