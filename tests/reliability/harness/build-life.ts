import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'vite'

const root = path.resolve(import.meta.dirname, '../../..')

/**
 * `life.ts` and the core as one file, since 200 processes are started from it: it starts in a third of the
 * time. @returns the file, and how to remove it.
 */
export async function buildLife(): Promise<{ file: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'greenroom-life-'))
  await mkdir(path.join(dir, 'out'))
  // What stays outside (native code, WebAssembly) is found as in the project.
  await symlink(path.join(root, 'node_modules'), path.join(dir, 'node_modules'))
  await build({
    root, configFile: false, logLevel: 'error',
    build: {
      ssr: true, outDir: path.join(dir, 'out'), target: 'node24', minify: false,
      rollupOptions: { input: ['life', 'life-ledger'].map((name) => path.join(import.meta.dirname, `${name}.ts`)) },
    },
    ssr: { noExternal: true, external: ['better-sqlite3', 'mediainfo.js', 'mediabunny', 'nodemailer', '@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner'] },
  })
  return { file: path.join(dir, 'out/life.js'), remove: () => rm(dir, { recursive: true, force: true }) }
}
