import { locationKey } from '../../../src/main/domain/file-names.ts'
import type { Found } from '../../../src/main/intake/found.ts'
import { probeFileSync } from '../../../src/main/intake/probe-file.ts'
import { runIntake, type IntakeContext } from '../../../src/main/runners/intake-flow.ts'

/** So few are written together: a list of a handful comes in several pieces, and what came first is checked before the rest is known. */
const page = 2

/** A list that is taken in bit by bit, for as long as whoever reads it lives. */
export interface SlowList {
  /** More of it is read. */
  goesOn(found: readonly Found[]): void
  ends(): void
  /** It cannot be read to its end. */
  fails(): void
}

/** Begins to take in a list, as the process that runs the loops does or one beside it. */
export function beginSlowList(context: IntakeContext, request: { groupId: number; preflight: boolean; askWhenLarge: boolean; batchSize?: number }): SlowList {
  const come: (Found | 'end' | 'fail')[] = []
  let wake = (): void => undefined
  async function* list(): AsyncGenerator<Found> {
    for (;;) {
      while (come.length === 0) await new Promise<void>((resolve) => { wake = resolve })
      const next = come.shift()
      if (next === 'end') return
      if (next === 'fail') throw new Error('The drive of the list was pulled out.')
      if (next) yield next
    }
  }
  const more = (what: readonly (Found | 'end' | 'fail')[]): void => {
    come.push(...what)
    wake()
  }
  // Whoever reads it hears of the failure; here it is what is tried.
  runIntake(context, { ...request, inputs: ['a list'] }, list(), 'operator', [], page).catch(() => undefined)
  return { goesOn: more, ends: () => more(['end']), fails: () => more(['fail']) }
}

export function foundUrl(url: string): Found {
  return { kind: 'url', location: url, given: url, name: url.slice(url.lastIndexOf('/') + 1), assetType: 'video', sizeBytes: null, mtimeMs: null }
}

export function foundFile(file: string): Found {
  const look = probeFileSync(file)
  if (!('size' in look)) throw new Error(`${file} is not there.`)
  return { kind: 'path', location: file, given: locationKey(file), name: file.slice(file.lastIndexOf('/') + 1), assetType: 'video', sizeBytes: look.size, mtimeMs: look.mtimeMs }
}
