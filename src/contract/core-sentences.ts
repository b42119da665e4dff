/**
 * What the core says about what happened and what to do, in Chinese. The core makes its sentences in English, with
 * their facts inside, and the ledger keeps them as they were said; here each stands by its English pattern, with
 * `{{slots}}` for the facts (`{{slot?}}` may be empty). docs/decisions/0021 says why.
 */
import sentences from './locales/zh-CN/sentences.json' with { type: 'json' }

interface Pattern {
  of: RegExp
  slots: string[]
  chinese: string
}

/** What these stand for is a sentence itself, the half of one, or a word of ours. */
const ours = new Set(['why', 'cause', 'seen', 'kind'])

const patterns: Pattern[] = Object.entries(sentences)
  // The more words a pattern has of its own, the better it knows what it stands for.
  .sort(([one], [other]) => other.replace(/\{\{.*?\}\}/g, '').length - one.replace(/\{\{.*?\}\}/g, '').length)
  .map(([english, chinese]) => {
    const slots: string[] = []
    const source = english.split(/(\{\{\w+\??\}\})/).map((part) => {
      const slot = /^\{\{(\w+)(\??)\}\}$/.exec(part)
      if (!slot) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      slots.push(slot[1] ?? '')
      return slot[2] === '' ? '(.+?)' : '(.*?)'
    })
    return { of: new RegExp(`^${source.join('')}$`, 's'), slots, chinese }
  })

/** @returns the sentence, or several one after the other, in Chinese; null where one of them has none. */
export function inChinese(said: string): string | null {
  // A slot would take in the sentences that follow, so each is tried alone first.
  const several = said.split(/(?<=[.!?]) (?=\S)/).map(oneInChinese)
  return several.every((one) => one !== null) ? several.join('') : oneInChinese(said)
}

function oneInChinese(said: string): string | null {
  for (const { of, slots, chinese } of patterns) {
    const found = of.exec(said)
    if (!found) continue
    const values = new Map(slots.map((slot, at) => [slot, found[at + 1] ?? '']))
    return chinese.replace(/\{\{(\w+)\??\}\}/g, (_, slot: string) => {
      const value = values.get(slot) ?? ''
      return ours.has(slot) ? (inChinese(value) ?? value) : value
    })
  }
  return null
}
