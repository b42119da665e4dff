import { describe, expect, test } from 'vitest'
import { clipStates, batchStates, accountStates, accountStop } from '../../src/contract/models/states.ts'
import { problemKinds } from '../../src/contract/models/problem.ts'
import { dynamicKeys } from './dynamic-keys.ts'
import { usageIn } from './key-usage.ts'
import { asked, placeholders, sources, wordsOf, type Namespaces } from './locale-files.ts'

const english = wordsOf('en')
const chinese = wordsOf('zh-CN')

function keysOf(words: Namespaces): string[] {
  return [...words].flatMap(([namespace, keys]) => [...new Set([...keys.keys()].map(asked))].map((key) => `${namespace}:${key}`)).sort()
}

function textsOf(words: Namespaces, key: string): string[] {
  const at = key.indexOf(':')
  return [...(words.get(key.slice(0, at)) ?? [])].filter(([name]) => asked(name) === key.slice(at + 1)).map(([, text]) => text)
}

function wordOf(words: Namespaces, key: string): string | undefined {
  return words.get('common')?.get(key)
}

describe('the words of the screens', () => {
  test('say everything in both languages', () => {
    const [en, zh] = [keysOf(english), keysOf(chinese)]
    expect({ onlyEnglish: en.filter((key) => !zh.includes(key)), onlyChinese: zh.filter((key) => !en.includes(key)) }).toEqual({ onlyEnglish: [], onlyChinese: [] })
  })

  test('are nowhere empty', () => {
    const empty = [english, chinese].flatMap((words) => [...words].flatMap(([namespace, keys]) => [...keys].filter(([key, text]) => key !== 'sentenceGap' && text.trim() === '').map(([key]) => `${namespace}:${key}`)))
    expect(empty).toEqual([])
  })

  test('want the same things filled in, in both languages', () => {
    const differing = keysOf(english).filter((key) => {
      const of = (words: Namespaces) => [...new Set(textsOf(words, key).flatMap(placeholders))].sort().join()
      return of(english) !== of(chinese)
    })
    expect(differing).toEqual([])
  })

  test('have the plural forms their language has: one and other in English, other in Chinese', () => {
    const plural = (words: Namespaces) => [...words].flatMap(([namespace, keys]) => [...keys.keys()].filter((key) => key !== asked(key)).map((key) => `${namespace}:${key}`))
    const [en, zh] = [plural(english), plural(chinese)]
    const incomplete = en.filter((key) => !en.includes(`${asked(key)}_one`) || !en.includes(`${asked(key)}_other`))
    expect({ incomplete, inChinese: zh.filter((key) => !key.endsWith('_other')) }).toEqual({ incomplete: [], inChinese: [] })
  })
})

describe('the screens', () => {
  const usage = sources().map(({ file, text }) => usageIn(file, text))
  const all = keysOf(english)

  test('ask for no words that are not there', () => {
    const missing = usage.flatMap(({ uses }) => uses).filter(({ pattern, namespaces }) =>
      !all.some((key) => {
        const at = key.indexOf(':')
        return (namespaces === null || namespaces.includes(key.slice(0, at))) && pattern.test(key.slice(at + 1))
      }),
    )
    expect(missing.map(({ file, line, written }) => `${file}:${line} ${written}`)).toEqual([])
  })

  test('use all words there are', () => {
    const uses = usage.flatMap((each) => each.uses)
    const literals = new Set(usage.flatMap((each) => [...each.literals]))
    const unused = all.filter((key) => {
      const at = key.indexOf(':')
      const [namespace, rest] = [key.slice(0, at), key.slice(at + 1)]
      if (literals.has(rest) || literals.has(key)) return false
      if (dynamicKeys.some((prefix) => key.startsWith(prefix))) return false
      return !uses.some(({ pattern, namespaces }) => (namespaces === null || namespaces.includes(namespace)) && pattern.test(rest))
    })
    expect(unused).toEqual([])
  })
})

describe('the words of the house', () => {
  test.each([
    ['settling', 'Arriving', '写入中', 'The file may still be copying; waiting for it to finish.', '文件可能仍在拷贝，等待写完。'],
    ['checking', 'Checking', '检查中', 'Reading its format and length on this machine.', '正在本机检查格式与时长。'],
    ['held', 'On hold', '已拦下', 'Not sent: see the reason and decide.', '尚未提交，请查看原因并决定。'],
    ['publishing', 'Making link', '生成链接中', 'Making a link the reviewer can fetch.', '正在生成审核方可访问的链接。'],
    ['ready', 'Queued', '排队中', 'Checked, with a link; waiting for its batch.', '检查完毕、链接就绪，等待组批提交。'],
    ['submitting', 'Submitting', '提交中', 'The request is on its way.', '请求正在发送。'],
    ['in-review', 'In review', '审核中', 'The service has it; no verdict yet.', '服务方已接收，尚无结论。'],
    ['active', 'Cleared', '已通过', 'Cleared; its asset can be used.', '审核通过，素材可用。'],
    ['failed', 'Failed', '未通过', 'Not cleared; see what to do.', '审核未通过，请查看处理办法。'],
    ['needs-attention', 'Unclear', '结果不明', 'We cannot tell what happened; it is never sent again without you.', '无法确认结果；未经你同意绝不重发。'],
    ['excluded', 'Set aside', '已排除', 'You set it aside; it is not sent.', '你已将其排除，不会提交。'],
  ])('%s is called as agreed', (state, word, zhWord, said, zhSaid) => {
    expect([wordOf(english, `state.${state}.word`), wordOf(english, `state.${state}.said`)]).toEqual([word, said])
    expect([wordOf(chinese, `state.${state}.word`), wordOf(chinese, `state.${state}.said`)]).toEqual([zhWord, zhSaid])
  })

  test('every state and every kind of problem has its words', () => {
    const wanted = [
      ...clipStates.flatMap((state) => [`state.${state}.word`, `state.${state}.said`]),
      ...batchStates.map((state) => `batch.${state}`),
      ...accountStates.map((state) => `account.${state}`),
      ...accountStop.options.flatMap((stop) => [`account.stop.${stop}`, `stopped.${stop}`]),
      ...problemKinds.map((kind) => `problem.${kind}`),
    ]
    expect(wanted.filter((key) => !wordOf(english, key) || !wordOf(chinese, key))).toEqual([])
  })
})

describe('the scan for used keys', () => {
  const uses = (text: string) => usageIn('screen.tsx', text).uses.map(({ pattern, namespaces }) => [pattern.source, namespaces])

  test('reads plain keys, both sides of a choice, and templates, in the namespace of the file', () => {
    expect(uses("const { t } = useTranslation('clips'); t('a.b'); t(x ? 'c' : 'd'); t(`e.${f}.g`)")).toEqual([
      ['^a\\.b$', ['clips', 'common']],
      ['^c$', ['clips', 'common']],
      ['^d$', ['clips', 'common']],
      ['^e\\.[^:]+\\.g$', ['clips', 'common']],
    ])
  })

  test('reads a namespace written before the key', () => {
    expect(uses("const { t } = useTranslation('clips'); t('common:a')")).toEqual([['^a$', ['common']]])
  })

  test('takes no template that could be anything for a use', () => {
    expect(uses('t(`${anything}`)')).toEqual([])
  })
})
