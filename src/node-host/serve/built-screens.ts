import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { ProblemError } from '../../contract/models/problem.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const built = path.join(root, 'out/renderer')
const sources = ['src/renderer', 'src/contract', 'package-lock.json'].map((each) => path.join(root, each))

/**
 * The folder with the built screens. Built first when it is missing or older than its sources.
 * @param say told when a build begins: it takes some seconds.
 */
export async function builtScreens(say: (text: string) => void): Promise<string> {
  const page = path.join(built, 'index.html')
  const made = await stat(page).then((facts) => facts.mtimeMs, () => null)
  // An installed copy brings the screens and no sources.
  if (made !== null && !existsSync(path.join(root, 'src/renderer'))) return built
  if (made !== null && (await newest(sources)) <= made) return built
  say(made === null ? 'Building the screens (once; some seconds) …' : 'The screens are older than their sources; building them again …')
  await build()
  return built
}

/** Built beside and moved into place whole: another process may be serving, or building, at the same time. */
async function build(): Promise<void> {
  const fresh = path.join(root, 'out', `renderer.${randomBytes(4).toString('hex')}`)
  const old = `${fresh}.old`
  try {
    const vite = await import('vite')
    const line = (text: string) => process.stderr.write(`${text}\n`)
    await vite.build({
      root: path.join(root, 'src/renderer'),
      configFile: path.join(root, 'src/renderer/vite.config.ts'),
      // stdout belongs to the one line with the address.
      logLevel: 'warn',
      customLogger: { ...vite.createLogger('warn'), info: () => undefined, warn: line, warnOnce: line, error: line },
      build: { outDir: fresh, emptyOutDir: true, reportCompressedSize: false },
    })
    await mkdir(path.dirname(built), { recursive: true })
    if (existsSync(built)) await rename(built, old)
    await rename(fresh, built)
  } catch (error) {
    throw new ProblemError('internal', `The screens could not be built: ${(error as Error).message}`, 'Run npm ci in the checkout, then npm run build, and start again.', { cause: error })
  } finally {
    await rm(fresh, { recursive: true, force: true })
    await rm(old, { recursive: true, force: true })
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
