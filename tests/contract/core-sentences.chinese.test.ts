/** Whatever the core tells the screens can be told in Chinese: its source is read for the sentences it makes. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { inChinese } from '../../src/contract/core-sentences.ts'
import sentences from '../../src/contract/locales/zh-CN/sentences.json' with { type: 'json' }

const core = path.resolve(import.meta.dirname, '../../src/main')

/** Said to somebody at a terminal alone. */
const terminalOnly = ['core.ts']
/** Whose every sentence reaches the screens, though it is thrown by others. */
const wholeFiles = [
  'api-client/error-words.ts', 'domain/network-cause.ts', 'domain/media-facts.ts', 'domain/watch-policy.ts', 'intake/describe-fs-error.ts', 'intake/expand-inputs.ts', 'intake/expand-path.ts',
  'intake/expand-url.ts', 'intake/inspect-file.ts', 'intake/read-list.ts', 'preparation/find-ffmpeg.ts', 'publishing/check-link.ts', 'publishing/is-private-address.ts', 'publishing/s3/storage-error.ts',
  'publishing/why-inside.ts', 'domain/walk-redirects.ts',
]
const thrown = /^(?:ProblemError|StorageError)$/
/** Where what is written down or answered has its sentences. */
const told = /^(?:message|advice|why_message)$/

const isSentence = (text: string): boolean => /[a-z]{3} [a-z]{2}/.test(text) && /^[\p{Lu}‹"“]/u.test(text) && /(?:[.!?](?:‹…›)?|: ‹…›)$/.test(text)

/** Every way a template can come out: `‹…›` for a value, each branch of a choice between two texts. */
function waysOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isParenthesizedExpression(node)) return waysOf(node.expression)
  if (ts.isConditionalExpression(node)) return [...waysOf(node.whenTrue), ...waysOf(node.whenFalse)]
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce<string[]>((before, { expression, literal }) => {
      const inner = ts.isConditionalExpression(expression) ? waysOf(expression) : ['‹…›']
      return before.flatMap((start) => inner.map((value) => start + value + literal.text))
    }, [node.head.text])
  }
  return ['‹…›']
}

function said(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(core, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const wholly = wholeFiles.includes(file) && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))
    if (wholly && !(ts.isNewExpression(node.parent) && node.parent.expression.getText() === 'Error')) found.push(...waysOf(node))
    if (ts.isPropertyAssignment(node) && told.test(node.name.getText())) found.push(...waysOf(node.initializer))
    if (ts.isNewExpression(node) && thrown.test(node.expression.getText())) for (const each of node.arguments?.slice(1) ?? []) found.push(...waysOf(each))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found.filter(isSentence)
}

const files = globSync('**/*.ts', { cwd: core }).filter((file) => !terminalOnly.includes(file) && !file.startsWith('sandbox/') && !file.startsWith('doctor/')).sort()

test('every sentence the core makes about trouble has its Chinese', () => {
  expect(files.length).toBeGreaterThan(100)
  const all = files.flatMap((file) => said(file).map((sentence) => ({ file, sentence })))
  expect(all.length).toBeGreaterThan(250)
  expect(all.filter(({ sentence }) => inChinese(sentence) === null)).toEqual([])
})

test('the Chinese takes the same facts as the English, and leaves none out without need', () => {
  const slots = (text: string) => [...new Set(text.match(/\{\{\w+\??\}\}/g) ?? [])]
  const invented = Object.entries(sentences).filter(([english, chinese]) => slots(chinese).some((slot) => !slots(english).includes(slot)))
  expect(invented).toEqual([])
})

test('facts stand in the sentence as they came, causes in Chinese too, and several sentences one after the other', () => {
  expect(inChinese('No file.')).toBeNull()
  expect(inChinese('/mnt/a could not be read: the disk reports an error.')).toBe('/mnt/a 无法读取：磁盘报错。')
  expect(inChinese('files.example.com could not be reached: there is no such name.')).toBe('无法连接 files.example.com：没有这个域名。')
  expect(inChinese('files.example.com could not be reached: the connection failed (EODD).')).toBe('无法连接 files.example.com：连接失败（EODD）。')
  expect(inChinese('The submissions loop has failed at every try for 5 minutes: The ledger cannot be asked any more: out of memory.')).toBe('submissions 循环已连续 5 分钟每次都失败：账本已无法访问：out of memory。')
  expect(inChinese('There is no batch 7. List the batches to see their numbers.')).toBe('没有批次 7。请在批次列表中查看编号。')
  expect(inChinese('api.example.com does not accept the API key (“401: no such key”).')).toBe('api.example.com 不接受该 API 密钥 (“401: no such key”)。')
  expect(inChinese('The answer of api.example.com was lost: what nobody has heard of.')).toBe('api.example.com 的答复丢失：what nobody has heard of。')
})
