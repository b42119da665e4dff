import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeUniversalApp } from '@electron/universal'
import { Arch, Platform, build, type Configuration } from 'electron-builder'
import { packedFiles, type PackedFiles } from './packed-files.ts'
import { machO, stubMacElectron } from './stub-electron.ts'

/**
 * The two halves of a macOS build joined into one by the tool electron-builder joins them with, over stand-ins for
 * Electron's files. Apple's `file` and `lipo` are scripts here: one looks at how a file begins, the other keeps both
 * halves one after the other.
 * @param config electron-builder.yml as it is read; the builds read it again by themselves
 * @throws what keeps the halves from being joined
 */
export async function joinedMacFiles(work: string, projectDir: string, config: Configuration): Promise<PackedFiles> {
  const halves: string[] = []
  for (const arch of ['x64', 'arm64'] as const) {
    const output = path.join(work, `mac-${arch}`)
    await build({
      projectDir, targets: Platform.MAC.createTarget('dir', Arch[arch]), publish: 'never',
      config: { electronDist: stubMacElectron(path.join(work, `electron-mac-${arch}`), arch), directories: { output }, mac: { identity: null } },
    })
    halves.push(path.join(output, arch === 'x64' ? 'mac' : 'mac-arm64', 'Greenroom.app'))
  }
  const outAppPath = path.join(work, 'universal/Greenroom.app')
  const [x64AppPath = '', arm64AppPath = ''] = halves
  await asOnMac(path.join(work, 'tools'), () => makeUniversalApp({
    x64AppPath, arm64AppPath, outAppPath, mergeASARs: config.mac?.mergeASARs ?? true,
    singleArchFiles: config.mac?.singleArchFiles ?? undefined, x64ArchFiles: config.mac?.x64ArchFiles ?? undefined,
  }))
  return packedFiles(path.join(outAppPath, 'Contents/Resources/app.asar'))
}

/** The joining tool refuses other systems, for want of those two programs. */
async function asOnMac(tools: string, run: () => Promise<void>): Promise<void> {
  mkdirSync(tools, { recursive: true })
  const magic = machO.x64.subarray(0, 4).toString('hex')
  writeFileSync(path.join(tools, 'file'), `#!/bin/sh\nfor last; do :; done\n[ "$(head -c 4 "$last" | od -An -tx1 | tr -d ' ')" = ${magic} ] && echo 'Mach-O 64-bit' || echo data\n`)
  writeFileSync(path.join(tools, 'lipo'), '#!/bin/sh\ncat "$1" "$2" > "$5.joined" && mv "$5.joined" "$5"\n')
  for (const tool of ['file', 'lipo']) chmodSync(path.join(tools, tool), 0o755)
  const { platform } = process
  const before = process.env['PATH']
  Object.defineProperty(process, 'platform', { value: 'darwin' })
  process.env['PATH'] = `${tools}${path.delimiter}${before ?? ''}`
  try {
    await run()
  } finally {
    Object.defineProperty(process, 'platform', { value: platform })
    process.env['PATH'] = before
  }
}
