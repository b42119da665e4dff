import path from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { layers } from '../../eslint/layers.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** The messages the dependency rule gives for one import in one file. */
function refusals(file: string, specifier: string): string[] {
  const linter = new Linter({ cwd: root })
  const found = linter.verify(`import x from '${specifier}'\nx()\n`, [
    { files: ['**/*.ts'], plugins: { greenroom: { rules: { layers } } }, rules: { 'greenroom/layers': 'error' } },
  ] as never, path.join(root, file))
  return found.map((message) => message.message)
}


describe('the dependency rule', () => {
  it.each([
    ['src/main/domain/x.ts', '../ledger/open-ledger.ts', 'src/main/domain may not import from src/main/ledger'],
    ['src/main/ledger/x.ts', '../intake/probe-file.ts', 'src/main/ledger may not import from src/main/intake'],
    ['src/main/intake/x.ts', '../runners/run-loop.ts', 'src/main/intake may not import from src/main/runners'],
    ['src/main/runners/x.ts', '../core.ts', 'src/main/runners may not import from src/main'],
    ['src/renderer/features/x.ts', '../../main/core.ts', 'src/renderer may not import from src/main'],
    ['src/contract/x.ts', '../main/core.ts', 'src/contract may not import from src/main'],
    ['src/main/x.ts', '../renderer/app.ts', 'src/main may not import from src/renderer'],
    ['src/main/runners/x.ts', 'better-sqlite3', 'better-sqlite3 has its home in src/main/ledger; src/main/runners may not import it'],
    ['src/main/domain/x.ts', 'node:fs', 'src/main/domain runs anywhere, so it may not import node:fs'],
    ['src/main/core.ts', 'electron', 'electron has its home in electron; src/main may not import it'],
    ['electron/x.ts', '../src/renderer/app.tsx', 'electron may not import from src/renderer'],
    ['src/node-host/x.ts', '../../electron/main.ts', 'src/node-host may not import from electron'],
    ['src/renderer/x.ts', 'zod-not', null],
  ])('judges %s importing %s', (file, specifier, refusal) => {
    expect(refusals(file, specifier)).toEqual(refusal === null ? [] : [refusal])
  })

  it.each([
    ['src/main/runners/x.ts', '../ledger/open-ledger.ts'],
    ['src/main/ledger/x.ts', '../../contract/models/clip.ts'],
    ['src/main/intake/x.ts', '../capabilities.ts'],
    ['src/main/ledger/x.ts', 'kysely'],
    ['src/node-host/x.ts', '../main/core.ts'],
  ])('lets %s import %s', (file, specifier) => {
    expect(refusals(file, specifier)).toEqual([])
  })
})
