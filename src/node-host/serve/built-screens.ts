import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { ProblemError } from '../../contract/models/problem.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const built = path.join(root, 'out/renderer')
const sources = ['src/renderer', 'src/contract', 'package-lock.json'].map((each) => path.join(root, each))

/**
 * The folder with the built screens. Built first when it is missing or older than its sources.
 * @param say told when a build begins, which takes some seconds, and what it warns of.
 * @param signal ends a build that is under way; nothing of it is kept.
 * @throws ProblemError `internal` when they cannot be built, and what `signal` was aborted with.
 */
export async function builtScreens(say: (text: string) => void, signal?: AbortSignal): Promise<string> {
  const page = path.join(built, 'index.html')
  const made = await stat(page).then((facts) => facts.mtimeMs, () => null)
  // An installed copy brings the screens and no sources.
  if (made !== null && !existsSync(path.join(root, 'src/renderer'))) return built
  if (made !== null && (await newest(sources)) <= made) return built
  say(made === null ? 'Building the screens (once; some seconds) …' : 'The screens are older than their sources; building them again …')
  await build(say, signal)
  return built
}

/** Built beside and moved into place whole: another process may be serving, or building, at the same time. */
async function build(say: (text: string) => void, signal: AbortSignal | undefined): Promise<void> {
  const fresh = path.join(root, 'out', `renderer.${randomBytes(4).toString('hex')}`)
  const old = `${fresh}.old`
  try {
    const warned = await buildApart(fresh, signal)
    if (warned) say(warned)
    await mkdir(path.dirname(built), { recursive: true })
    if (existsSync(built)) await rename(built, old)
    await rename(fresh, built)
  } catch (error) {
    signal?.throwIfAborted()
    throw new ProblemError('internal', `The screens could not be built: ${(error as Error).message}`, 'Run npm ci in the checkout, then npm run build, and start again.', { cause: error })
  } finally {
    await rm(fresh, { recursive: true, force: true })
    await rm(old, { recursive: true, force: true })
  }
}

/** In a process that ends: this one may run for weeks. @returns what the build warned of. */
async function buildApart(folder: string, signal: AbortSignal | undefined): Promise<string> {
  signal?.throwIfAborted()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'build-screens.ts'), folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Screens are built for use, whatever the shell this was started from is set to.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said += text })
  const end = () => child.kill()
  signal?.addEventListener('abort', end)
  try {
    // Ended, not only told to: it must not write into a folder that was cleared away.
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(said.trim() || 'its process was ended.')
    return said
  } finally {
    signal?.removeEventListener('abort', end)
  }
}

async function newest(paths: readonly string[]): Promise<number> {
  let latest = 0
  for (const each of paths) {
    const facts = await stat(each).catch(() => null)
    if (!facts) continue
    latest = Math.max(latest, facts.mtimeMs)
    if (!facts.isDirectory()) continue
    for (const entry of await readdir(each, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) latest = Math.max(latest, (await stat(path.join(entry.parentPath, entry.name))).mtimeMs)
    }
  }
  return latest
}
