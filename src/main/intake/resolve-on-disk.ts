import { readdir, stat } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import path from 'node:path'
import { locationKey } from '../domain/file-names.ts'
import { saysMissing } from './describe-fs-error.ts'

/**
 * Finds a path however its accents are composed: a name typed on one system and stored by
 * another looks the same to people and differs in bytes (NFC, NFD).
 * @returns the path in the spelling that exists, with what lies there
 * @throws the system's error of the path as it was given, when nothing matches
 */
export async function resolveOnDisk(given: string): Promise<{ path: string; stats: Stats }> {
  try {
    return { path: given, stats: await stat(given) }
  } catch (error) {
    if (!saysMissing(error) || /^[\0-\x7f]*$/u.test(given)) throw error
    const spelled = await respell(given)
    if (spelled === null) throw error
    return { path: spelled, stats: await stat(spelled) }
  }
}

async function respell(given: string): Promise<string | null> {
  const { root } = path.parse(given)
  let reached = root
  for (const name of given.slice(root.length).split(path.sep).filter(Boolean)) {
    const there = path.join(reached, name)
    const actual = (await exists(there)) ? name : await twinOf(reached, name)
    if (actual === null) return null
    reached = path.join(reached, actual)
  }
  return reached
}

async function twinOf(directory: string, name: string): Promise<string | null> {
  try {
    return (await readdir(directory)).find((entry) => locationKey(entry) === locationKey(name)) ?? null
  } catch {
    return null // what cannot be listed cannot hold the answer; the caller reports the path as given
  }
}

async function exists(place: string): Promise<boolean> {
  return stat(place).then(() => true, () => false)
}
