import { createRequire } from 'node:module'
import type Fpm from 'app-builder-lib/out/targets/FpmTarget.js'
import { LinuxTargetHelper } from 'app-builder-lib/out/targets/LinuxTargetHelper.js'
import type { LinuxPackager } from 'app-builder-lib/out/linuxPackager.js'

/** CommonJS whose default export is one property of several. */
const { default: FpmTarget } = createRequire(import.meta.url)('app-builder-lib/out/targets/FpmTarget.js') as { default: typeof Fpm }

/**
 * What would keep a Debian package from being made, and what would be wrong with its entry in the menus. Both are put
 * together by electron-builder's own code; the program that then writes the package is not fetched.
 */
export async function debianFaults(linux: LinuxPackager, outDir: string): Promise<string[]> {
  const helper = new LinuxTargetHelper(linux)
  const faults: string[] = []
  await new FpmTarget('deb', linux, helper, outDir).checkOptions().catch((error: unknown) => faults.push(`no Debian package can be made: ${String(error)}`))

  const entry = await helper.computeDesktopEntry(linux.platformSpecificBuildOptions)
  const keys = entry.split('\n').filter((line) => line.includes('=')).map((line) => line.slice(0, line.indexOf('=')))
  for (const line of ['Exec=/opt/Greenroom/greenroom %U', 'MimeType=x-scheme-handler/greenroom;', 'StartupWMClass=greenroom']) {
    if (!entry.split('\n').includes(line)) faults.push(`the menu entry has no ${line}:\n${entry}`)
  }
  if (new Set(keys).size < keys.length) faults.push(`the menu entry says something twice:\n${entry}`)
  // Electron gives windows and badges the id in package.json; the entry must be the file of that name.
  const { desktopName } = linux.info.metadata as { desktopName?: string }
  if (desktopName !== `${helper.getDesktopFileName()}.desktop`) faults.push(`package.json's desktopName is ${desktopName}, and the menu entry ${helper.getDesktopFileName()}.desktop`)
  return faults
}
