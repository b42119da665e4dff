/**
 * What would be shipped: electron-builder.yml against electron-builder's own schema, then a `--dir` build over a
 * stand-in for Electron's files, whose file list, unpacked natives, size and fuses are looked at. It starts nothing.
 *
 *   --list     print every packaged file
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { listPackage, statFile } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import { Arch, Platform, build } from 'electron-builder'
import { workerSources } from '../electron/worker-files.ts'
import { builtDesktop } from './built-desktop.ts'

const root = path.resolve(import.meta.dirname, '..')
const most = 15 * 1024 ** 2
/** How a fuse is written into Electron's program: as a digit. */
const off = '0'.charCodeAt(0)
const on = '1'.charCodeAt(0)
const { values: options } = parseArgs({ options: { list: { type: 'boolean' } } })
const say = (text: string) => process.stdout.write(`${text}\n`)
const faults: string[] = []
const must = (holds: boolean, what: string): void => { if (!holds) faults.push(what) }

/** Electron's files as electron-builder wants them, with nothing in them but the place of the fuses. */
function stubElectron(folder: string): void {
  mkdirSync(path.join(folder, 'resources'), { recursive: true })
  mkdirSync(path.join(folder, 'locales'))
  const fuses = Buffer.from([1, 8, ...Buffer.from('10110001')])
  writeFileSync(path.join(folder, 'electron'), Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), fuses]), { mode: 0o755 })
  writeFileSync(path.join(folder, 'version'), (JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8')) as { version: string }).version)
  for (const locale of ['en-US', 'zh-CN', 'de']) writeFileSync(path.join(folder, 'locales', `${locale}.pak`), '')
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox']) writeFileSync(path.join(folder, file), '')
}

const work = mkdtempSync(path.join(os.tmpdir(), 'greenroom-package-'))
try {
  if (!builtDesktop(say)) throw new Error('The desktop application could not be built.')
  const config = await getConfig(root, 'electron-builder.yml', null)
  await validateConfiguration(config, new DebugLogger(false))
  say("ok      electron-builder.yml holds against electron-builder's schema")

  const stub = path.join(work, 'electron')
  stubElectron(stub)
  await build({
    projectDir: root, targets: Platform.LINUX.createTarget('dir', Arch.x64), publish: 'never',
    config: { ...config, electronDist: stub, directories: { ...config.directories, output: path.join(work, 'dist') } },
  })
  const app = path.join(work, 'dist/linux-unpacked')
  const archive = path.join(app, 'resources/app.asar')
  const files = listPackage(archive, { isPack: false }).map((file) => file.split(path.sep).join('/').replace(/^\//, '')).filter((file) => !isFolder(file)).sort()
  const unpacked = readdirSync(`${archive}.unpacked`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(`${archive}.unpacked`, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')).sort()
  if (options.list) for (const file of files) say(`  ${unpacked.includes(file) ? 'u' : ' '} ${file}`)

  for (const file of ['package.json', 'docs/third-party.md', 'out/main/main.js', 'out/main/MediaInfoModule.wasm', 'out/preload/preload.cjs', 'out/renderer/index.html', 'resources/icon.png', 'resources/tray/quiet.png', 'resources/tray/needs-you.png']) must(files.includes(file), `${file} is not shipped`)
  const strange = files.filter((file) => !/^(package\.json$|docs\/third-party\.md$|out\/(main|preload|renderer)\/|resources\/(icon\.png|tray\/)|node_modules\/better-sqlite3\/(package\.json|LICENSE|lib\/|prebuilds\/linux-x64\.node))/.test(file))
  must(strange.length === 0, `files are shipped that have no place there: ${strange.slice(0, 10).join(', ')}`)
  must(!files.some((file) => file.endsWith('.map')), 'source maps are shipped')
  const natives = files.filter((file) => file.endsWith('.node'))
  must(natives.join() === 'node_modules/better-sqlite3/prebuilds/linux-x64.node', `the natives of this platform, and only these, are shipped: ${natives.join(', ') || 'none'}`)
  const workers = Object.keys(workerSources).map((name) => `out/main/workers/${name}.mjs`)
  for (const file of [...natives, ...workers, 'out/main/MediaInfoModule.wasm']) must(unpacked.includes(file), `${file} is not unpacked beside the archive`)

  const bytes = files.filter((file) => !/\.woff2?$/.test(file)).reduce((sum, file) => sum + sizeOf(file), 0)
  must(bytes < most, `the application is ${megabytes(bytes)} without fonts; at most ${megabytes(most)}`)
  say(`        ${files.length} files, ${megabytes(bytes)} without fonts, ${megabytes(files.reduce((sum, file) => sum + sizeOf(file), 0))} with them`)

  const wire = await getCurrentFuseWire(path.join(app, 'greenroom'))
  const wanted: [FuseV1Options, number][] = [
    [FuseV1Options.RunAsNode, off], [FuseV1Options.EnableCookieEncryption, on], [FuseV1Options.EnableNodeOptionsEnvironmentVariable, off],
    [FuseV1Options.EnableNodeCliInspectArguments, off], [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, on], [FuseV1Options.OnlyLoadAppFromAsar, on],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, off],
  ]
  for (const [fuse, state] of wanted) must((wire as unknown as Record<number, number>)[fuse] === state, `the fuse ${FuseV1Options[fuse]} is not set as it must be`)

  function isFolder(file: string): boolean {
    return 'files' in statFile(archive, file)
  }
  function sizeOf(file: string): number {
    return statSync(path.join(unpacked.includes(file) ? `${archive}.unpacked` : root, file)).size
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

for (const fault of faults) say(`FAILED  ${fault}`)
if (faults.length === 0) say('ok      the packaged files, natives, size and fuses')
process.exitCode = faults.length === 0 ? 0 : 1

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
