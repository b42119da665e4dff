import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { ProblemError } from '../contract/models/problem.ts'
import type { Secrets } from '../main/capabilities.ts'

const contents = z.record(z.string(), z.string())

/** Every value in a data directory's file of keys, for whoever must keep them out of a text; none where it cannot be read. */
export async function valuesInFile(dataDir: string): Promise<string[]> {
  try {
    return Object.values(contents.parse(JSON.parse(await readFile(path.join(dataDir, 'secrets.json'), 'utf8'))))
  } catch {
    return []
  }
}

/**
 * API keys in one file that only its owner may read (mode 0600) in the data directory.
 * Every change writes a new file and renames it, so a power cut leaves the old one or the new one.
 * Every read reads the file: several processes may share it.
 */
export function fileSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json')
  let turn: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Record<string, string>> {
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      throw new ProblemError('unreadable', `The keys in ${file} cannot be read: ${(error as Error).message}`, 'Make the file readable for the person who runs Greenroom.', { cause: error })
    }
    try {
      return contents.parse(JSON.parse(text))
    } catch (error) {
      throw new ProblemError('unreadable', `The file of keys ${file} is damaged.`, 'Move it away and set the keys again: greenroom account set --key-stdin', { cause: error })
    }
  }

  async function write(values: Record<string, string>): Promise<void> {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    const fresh = `${file}.${randomBytes(6).toString('hex')}`
    const handle = await open(fresh, 'wx', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(values, null, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    try {
      // The process's umask may have taken bits away, never added any; chmod is for file systems that ignore the mode on open.
      await chmod(fresh, 0o600)
      await rename(fresh, file)
    } catch (error) {
      await unlink(fresh).catch(() => undefined)
      throw error
    }
  }

  function change(apply: (values: Record<string, string>) => void): Promise<void> {
    const next = turn.then(async () => {
      const values = await read()
      apply(values)
      await write(values)
    })
    turn = next.catch(() => undefined)
    return next
  }

  return {
    get: async (name) => (await read())[name] ?? null,
    set: (name, value) => change((values) => (values[name] = value)),
    remove: (name) => change((values) => delete values[name]),
  }
}
