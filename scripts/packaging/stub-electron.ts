import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
const version = (JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8')) as { version: string }).version
/** The place of the fuses in Electron's program, as it leaves the factory. */
const fuses = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 8, ...Buffer.from('10110001')])])

/** Electron's files for Linux or Windows as electron-builder wants them, with nothing in them but the place of the fuses. */
export function stubElectron(folder: string, program: 'electron' | 'electron.exe'): string {
  mkdirSync(path.join(folder, 'resources'), { recursive: true })
  mkdirSync(path.join(folder, 'locales'))
  writeFileSync(path.join(folder, program), fuses, { mode: 0o755 })
  writeFileSync(path.join(folder, 'version'), version)
  for (const locale of ['en-US', 'zh-CN', 'de']) writeFileSync(path.join(folder, 'locales', `${locale}.pak`), '')
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox']) writeFileSync(path.join(folder, file), '')
  return folder
}

/** How a 64-bit program of Apple's begins, by its processor; what follows is of no matter here. */
export const machO = { x64: Buffer.from('cffaedfe07000001', 'hex'), arm64: Buffer.from('cffaedfe0c000001', 'hex') }

/** The same for macOS: an application with its framework and helpers, of one processor. */
export function stubMacElectron(folder: string, arch: keyof typeof machO): string {
  const contents = path.join(folder, 'Electron.app/Contents')
  const program = (file: string) => {
    mkdirSync(path.dirname(path.join(contents, file)), { recursive: true })
    writeFileSync(path.join(contents, file), Buffer.concat([machO[arch], fuses]), { mode: 0o755 })
  }
  program('MacOS/Electron')
  program('Frameworks/Electron Framework.framework/Electron Framework')
  writeFileSync(path.join(contents, 'Info.plist'), plist('Electron'))
  for (const name of ['Electron Helper', 'Electron Helper (GPU)', 'Electron Helper (Plugin)', 'Electron Helper (Renderer)']) {
    program(`Frameworks/${name}.app/Contents/MacOS/${name}`)
    writeFileSync(path.join(contents, `Frameworks/${name}.app/Contents/Info.plist`), plist(name))
  }
  for (const resources of ['Resources', 'Frameworks/Electron Framework.framework/Versions/A/Resources']) {
    for (const locale of ['en', 'zh_CN', 'de']) {
      mkdirSync(path.join(contents, resources, `${locale}.lproj`), { recursive: true })
      // Empty folders are not copied.
      writeFileSync(path.join(contents, resources, `${locale}.lproj/locale.pak`), '')
    }
  }
  writeFileSync(path.join(folder, 'version'), version)
  return folder
}

function plist(executable: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict><key>CFBundleExecutable</key><string>${executable}</string></dict></plist>`
}
