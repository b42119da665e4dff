/**
 * The dependency rule of the house, as a lint: which folder may import which,
 * and which library has its home where. CONTRIBUTING.md says it in words.
 */
import path from 'node:path'
import type { Rule } from 'eslint'
import type { ExportAllDeclaration, ExportNamedDeclaration, ImportDeclaration, ImportExpression } from 'estree'

/** Folder → the folders it may import from (besides itself and the contract). */
export const mayImport: Record<string, readonly string[]> = {
  'src/contract': [],
  'src/main/domain': [],
  'src/main/ledger': ['src/main/domain'],
  'src/main/api-client': ['src/main/domain'],
  'src/main/intake': ['src/main/domain'],
  'src/main/publishing': ['src/main/domain'],
  'src/main/preparation': ['src/main/domain'],
  'src/main/telling': ['src/main/domain'],
  'src/main/sandbox': ['src/main/domain'],
  'src/main/runners': ['src/main/domain', 'src/main/ledger', 'src/main/api-client', 'src/main/intake', 'src/main/publishing', 'src/main/preparation', 'src/main/telling'],
  'src/main/doctor': ['src/main', 'src/main/domain', 'src/main/ledger', 'src/main/publishing', 'src/main/preparation', 'src/main/runners'],
  'src/main': ['src/main/doctor', 'src/main/domain', 'src/main/ledger', 'src/main/api-client', 'src/main/intake', 'src/main/publishing', 'src/main/preparation', 'src/main/telling', 'src/main/runners', 'src/main/sandbox'],
  'src/node-host': ['src/main', 'src/main/doctor', 'src/main/sandbox'],
  'src/renderer': [],
  electron: ['src/main', 'src/node-host'],
}

/** Library (exact name or `name/` prefix) → the folders it may be imported from. */
export const homes: Record<string, readonly string[]> = {
  electron: ['electron'],
  'electron-store': ['electron'],
  'better-sqlite3': ['src/main/ledger'],
  kysely: ['src/main/ledger'],
  chokidar: ['src/main/intake'],
  'csv-parse': ['src/main/intake', 'src/node-host'],
  'csv-stringify': ['src/main'],
  'mediainfo.js': ['src/main/intake', 'src/main/sandbox'],
  '@aws-sdk': ['src/main/publishing'],
  '@smithy': ['src/main/publishing'],
  mediabunny: ['src/main/preparation'],
  nodemailer: ['src/main/telling'],
  undici: ['src/main/api-client', 'src/node-host', 'electron'],
  'p-queue': ['src/main/runners', 'src/main/sandbox'],
  pino: ['src/node-host', 'electron'],
  conf: ['src/node-host'],
  commander: ['src/node-host'],
  ws: ['src/node-host'],
  'qrcode-terminal': ['src/node-host'],
  '@orpc/contract': ['src/contract', 'src/main'],
  '@orpc/server': ['src/main', 'src/node-host', 'electron'],
  '@orpc/standard-server-peer': ['electron'],
  '@orpc/client': ['src/renderer', 'src/node-host'],
  '@orpc/tanstack-query': ['src/renderer'],
  react: ['src/renderer'],
  'react-dom': ['src/renderer'],
  '@mantine': ['src/renderer'],
  '@tanstack': ['src/renderer'],
  '@tabler': ['src/renderer'],
  i18next: ['src/renderer'],
  'react-i18next': ['src/renderer'],
}

const folders = Object.keys(mayImport).sort((a, b) => b.length - a.length)

/** The most specific known folder a repository-relative path lies in. */
export function folderOf(relativePath: string): string | undefined {
  const slashed = relativePath.split(path.sep).join('/')
  return folders.find((folder) => slashed.startsWith(`${folder}/`))
}

function homeOf(specifier: string): string | undefined {
  return Object.keys(homes).find((name) => specifier === name || specifier.startsWith(`${name}/`))
}

/** Why `file`, of folder `from`, may not import `specifier`; null when it may. */
function judge(from: string, specifier: string, file: string, root: string): string | null {
  if (specifier.startsWith('node:')) {
    return from === 'src/renderer' || from === 'src/contract' || from === 'src/main/domain'
      ? `${from} runs anywhere, so it may not import ${specifier}`
      : null
  }
  if (!specifier.startsWith('.')) {
    const home = homeOf(specifier)
    if (!home) return null
    return homes[home]?.includes(from)
      ? null
      : `${home} has its home in ${homes[home]?.join(', ')}; ${from} may not import it`
  }
  const target = folderOf(path.relative(root, path.resolve(path.dirname(file), specifier)))
  if (!target || target === from || target === 'src/contract') return null
  if (target === 'src/main' && specifier.endsWith('/capabilities.ts')) return null
  return mayImport[from]?.includes(target) ? null : `${from} may not import from ${target}`
}

/** ESLint rule `greenroom/layers`. */
export const layers: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{why}}' } },
  create(context) {
    const root = context.cwd
    const from = folderOf(path.relative(root, context.filename))
    if (!from) return {}
    const check = (node: ImportDeclaration | ExportNamedDeclaration | ExportAllDeclaration | ImportExpression): void => {
      if (node.source?.type !== 'Literal' || typeof node.source.value !== 'string') return
      const why = judge(from, node.source.value, context.filename, root)
      if (why) context.report({ node, messageId: 'refused', data: { why } })
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check }
  },
}
