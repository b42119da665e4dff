import en from '../../contract/locales/en/news.json' with { type: 'json' }
import zh from '../../contract/locales/zh-CN/news.json' with { type: 'json' }
import { assertNever } from '../../contract/assert-never.ts'
import type { NewsItem, Standing } from '../domain/news.ts'

/** One message, ready for any channel: a title, and lines of plain text. */
export interface Message {
  title: string
  lines: string[]
  /** The same as data, for programs. */
  kinds: string[]
}

export type NewsLanguage = 'en' | 'zh-CN'
const words = { en, 'zh-CN': zh } as const

/** The longest message: chat services cut or refuse more. What is left out is counted. */
const mostLines = 20

/** What happened, in the channel's language; the most serious first. @param items not empty */
export function newsMessage(items: readonly NewsItem[], language: NewsLanguage): Message {
  const lines = items.map((item) => lineOf(item, language))
  const shown = lines.slice(0, mostLines)
  if (lines.length > mostLines) shown.push(`+ ${lines.length - mostLines}`)
  return { title: words[language].title[items[0]?.kind ?? 'results'], lines: shown, kinds: [...new Set(items.map(({ kind }) => kind))] }
}

export function digestMessage(standing: Standing, language: NewsLanguage): Message {
  const { digest, title } = words[language]
  const { held, failedNow, unclear } = standing
  return {
    title: title.digest,
    lines: [
      ...standing.stopped.map(({ account, stop }) => filled(digest.stopped, { account, stop: stopWords(stop, language) })),
      filled(digest.since, { cleared: standing.cleared, failed: standing.failed, taken: standing.taken, sent: standing.sent }),
      filled(digest.waiting, { moving: standing.moving, review: standing.review }),
      held + failedNow + unclear > 0 ? filled(digest.you, { held, failed: failedNow, unclear }) : digest.nothing,
    ],
    kinds: ['digest'],
  }
}

export function trialMessage(channel: string, language: NewsLanguage): Message {
  return { title: words[language].title.trial, lines: [filled(words[language].trial, { channel })], kinds: ['trial'] }
}

function lineOf(item: NewsItem, language: NewsLanguage): string {
  const said = words[language]
  switch (item.kind) {
    case 'account-stopped':
      return filled(said['account-stopped'], { account: item.account, stop: stopWords(item.stop, language) })
    case 'person-stopped':
      return filled(item.why === 'most-fail' ? said['person-stopped'] : said['person-refused'], { ...item, message: item.message ?? '' })
    case 'batch-refused':
      return filled(said['batch-refused'], { person: item.person, clips: item.clips, message: item.message ?? '' })
    case 'unclear':
      return filled(said.unclear, { person: item.person, clips: item.clips })
    case 'folder-away':
      return filled(said['folder-away'][item.cause], { path: item.path, message: item.message })
    case 'own-trouble':
      return filled(said['own-trouble'][item.trouble], { message: item.message })
    case 'verification-over':
      return filled(said['verification-over'][item.why], { name: item.name, message: item.message ?? '' })
    case 'results':
      return filled(said.results, { person: item.person, cleared: item.cleared, failed: item.failed })
    default:
      return assertNever(item)
  }
}

function stopWords(stop: string, language: NewsLanguage): string {
  const said: Record<string, string> = words[language].stop
  return said[stop] ?? words[language].stop.other
}

/** Puts values in their places. What a service or a file name wrote goes in as it is: channels escape it. */
function filled(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? '')).trim()
}
