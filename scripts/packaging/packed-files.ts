import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { listPackage, statFile } from '@electron/asar'

/** What lies in an archive, and which of it beside it, from the archive's root, with slashes. */
export interface PackedFiles {
  all: string[]
  unpacked: string[]
  sizeOf(file: string): number
}

export function packedFiles(archive: string): PackedFiles {
  const beside = `${archive}.unpacked`
  const slashed = (file: string) => file.split(path.sep).join('/').replace(/^\//, '')
  const sizes = new Map(listPackage(archive, { isPack: false }).map(slashed).flatMap((file) => {
    const facts = statFile(archive, file)
    return 'size' in facts ? [[file, facts.size] as const] : []
  }))
  const unpacked = readdirSync(beside, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => slashed(path.relative(beside, path.join(entry.parentPath, entry.name)))).sort()
  return { all: [...sizes.keys()].sort(), unpacked, sizeOf: (file) => (unpacked.includes(file) ? statSync(path.join(beside, file)).size : (sizes.get(file) ?? 0)) }
}

/** Natives of other systems that are there, and of this one that are not. @param natives of the one SQLite library, by their names */
export function strayNatives({ all, unpacked }: PackedFiles, natives: readonly string[]): string[] {
  const wanted = natives.map((name) => `node_modules/better-sqlite3/prebuilds/${name}.node`)
  const there = all.filter((file) => file.endsWith('.node'))
  return [...there.filter((file) => !wanted.includes(file)), ...wanted.filter((file) => !there.includes(file) || !unpacked.includes(file)).map((file) => `no ${file} beside the archive`)]
}
