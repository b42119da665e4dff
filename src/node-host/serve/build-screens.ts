/**
 * `build-screens.ts FOLDER`: a program of its own that builds the screens into that folder, run by `built-screens.ts`.
 * What a build takes in memory, several times what Greenroom needs, goes with the process that took it.
 */
import path from 'node:path'
import { build, createLogger } from 'vite'

const renderer = path.resolve(import.meta.dirname, '../../renderer')
const [outDir] = process.argv.slice(2)
if (!outDir) throw new Error('Which folder to build into is missing.')

const line = (text: string) => process.stderr.write(`${text}\n`)
try {
  await build({
    root: renderer,
    configFile: path.join(renderer, 'vite.config.ts'),
    logLevel: 'warn',
    // What goes wrong is said once, below.
    customLogger: { ...createLogger('warn'), info: () => undefined, warn: line, warnOnce: line, error: () => undefined },
    build: { outDir, emptyOutDir: true, reportCompressedSize: false },
  })
} catch (error) {
  line(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
