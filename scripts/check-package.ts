/**
 * What would be shipped: electron-builder.yml against electron-builder's own schema, then `--dir` builds over
 * stand-ins for Electron's files, whose file lists, unpacked natives, size and fuses are looked at; the two halves of
 * a macOS build are joined, and what a Debian package is made from is put together. It starts nothing.
 *
 *   --list     print every packaged file (of Linux)
 */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import type { LinuxPackager } from 'app-builder-lib/out/linuxPackager.js'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import { Arch, Platform, build } from 'electron-builder'
import { workerSources } from '../electron/worker-files.ts'
import { builtDesktop } from './built-desktop.ts'
import { debianFaults } from './packaging/debian-faults.ts'
import { packedFiles, strayNatives } from './packaging/packed-files.ts'
import { stubElectron } from './packaging/stub-electron.ts'
import { joinedMacFiles } from './packaging/universal-mac.ts'

const root = path.resolve(import.meta.dirname, '..')
const most = 15 * 1024 ** 2
/** How a fuse is written into Electron's program: as a digit. */
const off = '0'.charCodeAt(0)
const on = '1'.charCodeAt(0)
const { values: options } = parseArgs({ options: { list: { type: 'boolean' } } })
const say = (text: string) => process.stdout.write(`${text}\n`)
const faults: string[] = []
const must = (holds: boolean, what: string): void => { if (!holds) faults.push(what) }

const work = mkdtempSync(path.join(os.tmpdir(), 'greenroom-package-'))
try {
  if (!builtDesktop(say)) throw new Error('The desktop application could not be built.')
  const config = await getConfig(root, 'electron-builder.yml', null)
  await validateConfiguration(config, new DebugLogger(false))
  say("ok      electron-builder.yml holds against electron-builder's schema")

  await linux()
  await windows()
  try {
    must(strayNatives(await joinedMacFiles(work, root, config), ['darwin-x64', 'darwin-arm64']).length === 0, 'the universal macOS build has not both natives, and only these')
  } catch (error) {
    faults.push(`the two halves of a macOS build cannot be joined: ${String(error)}`)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

for (const fault of faults) say(`FAILED  ${fault}`)
if (faults.length === 0) say('ok      the packaged files, natives, size and fuses; the joined halves of macOS; the Debian package')
process.exitCode = faults.length === 0 ? 0 : 1

async function linux(): Promise<void> {
  const output = path.join(work, 'linux')
  await build({
    projectDir: root, targets: Platform.LINUX.createTarget('dir', Arch.x64), publish: 'never',
    config: {
      electronDist: stubElectron(path.join(work, 'electron-linux'), 'electron'), directories: { output },
      afterPack: async ({ packager, outDir }) => { faults.push(...await debianFaults(packager as unknown as LinuxPackager, outDir)) },
    },
  })
  const app = path.join(output, 'linux-unpacked')
  const files = packedFiles(path.join(app, 'resources/app.asar'))
  const { all, unpacked, sizeOf } = files
  if (options.list) for (const file of all) say(`  ${unpacked.includes(file) ? 'u' : ' '} ${file}`)

  for (const file of ['package.json', 'docs/third-party.md', 'out/main/main.js', 'out/main/MediaInfoModule.wasm', 'out/preload/preload.cjs', 'out/renderer/index.html', 'resources/icon.png', 'resources/tray/quiet.png', 'resources/tray/needs-you.png', 'resources/tray/mark.png']) must(all.includes(file), `${file} is not shipped`)
  const strange = all.filter((file) => !/^(package\.json$|docs\/third-party\.md$|out\/(main|preload|renderer)\/|resources\/(icon\.png|tray\/)|node_modules\/better-sqlite3\/(package\.json|LICENSE|lib\/|prebuilds\/linux-x64\.node))/.test(file))
  must(strange.length === 0, `files are shipped that have no place there: ${strange.slice(0, 10).join(', ')}`)
  must(!all.some((file) => file.endsWith('.map')), 'source maps are shipped')
  const stray = strayNatives(files, ['linux-x64'])
  must(stray.length === 0, `the natives of this platform, and only these, are shipped: ${stray.join(', ')}`)
  const workers = Object.keys(workerSources).map((name) => `out/main/workers/${name}.mjs`)
  for (const file of [...workers, 'out/main/MediaInfoModule.wasm']) must(unpacked.includes(file), `${file} is not unpacked beside the archive`)

  const bytes = all.filter((file) => !/\.woff2?$/.test(file)).reduce((sum, file) => sum + sizeOf(file), 0)
  must(bytes < most, `the application is ${megabytes(bytes)} without fonts; at most ${megabytes(most)}`)
  say(`        ${all.length} files, ${megabytes(bytes)} without fonts, ${megabytes(all.reduce((sum, file) => sum + sizeOf(file), 0))} with them`)

  const wire = await getCurrentFuseWire(path.join(app, 'greenroom'))
  const wanted: [FuseV1Options, number][] = [
    [FuseV1Options.RunAsNode, off], [FuseV1Options.EnableCookieEncryption, on], [FuseV1Options.EnableNodeOptionsEnvironmentVariable, off],
    [FuseV1Options.EnableNodeCliInspectArguments, off], [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, on], [FuseV1Options.OnlyLoadAppFromAsar, on],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, off],
  ]
  for (const [fuse, state] of wanted) must((wire as unknown as Record<number, number>)[fuse] === state, `the fuse ${FuseV1Options[fuse]} is not set as it must be`)
}

/** For Windows the natives: packed on another system, they must be Windows' all the same. */
async function windows(): Promise<void> {
  const output = path.join(work, 'windows')
  await build({
    projectDir: root, targets: Platform.WINDOWS.createTarget('dir', Arch.arm64), publish: 'never',
    // A stand-in is no program whose resources could be written.
    config: { electronDist: stubElectron(path.join(work, 'electron-windows'), 'electron.exe'), directories: { output }, disableAsarIntegrity: true, win: { signAndEditExecutable: false } },
  })
  const stray = strayNatives(packedFiles(path.join(output, 'win-arm64-unpacked/resources/app.asar')), ['win32-arm64'])
  must(stray.length === 0, `the natives of Windows, and only these, are shipped to it: ${stray.join(', ')}`)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
