/**
 * The licence of every package in the lock file, those of tools included: fails on one that is not permissive, that is
 * not told, or whose exception is no longer needed; and on a dependency that is not pinned to one version.
 *
 *   --write    write the list to docs/third-party.md; without it, it only must be up to date
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { isPermissive } from './spdx.ts'

const root = path.resolve(import.meta.dirname, '..')
const page = path.join(root, 'docs/third-party.md')

/** Under licences that ask for more of whoever changes or ships them; each looked at by a person, and only these. */
const exceptions: readonly { name: RegExp; licence: string; why: string; shipped?: true }[] = [
  // Binds the files it is on, not what uses them; shipped unchanged, with its source at its own address.
  { name: /^mediabunny$/, licence: 'MPL-2.0', why: 'takes packets over without encoding; shipped unchanged, its source is at github.com/Vanilagy/mediabunny', shipped: true },
  { name: /^lightningcss(-|$)/, licence: 'MPL-2.0', why: 'builds the style sheets; none of it is in what it builds' },
  { name: /^axe-core$/, licence: 'MPL-2.0', why: 'looks at the screens in tests' },
  { name: /^@axe-core\/playwright$/, licence: 'MPL-2.0', why: 'looks at the screens in tests' },
  { name: /^caniuse-lite$/, licence: 'CC-BY-4.0', why: 'data by which a build tool knows browsers' },
]

interface Locked {
  version?: string
  license?: string
  dev?: boolean
  optional?: boolean
  link?: boolean
}
interface Listed {
  name: string
  version: string
  licence: string
  use: 'runs' | 'builds and tests'
}

const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string>; devDependencies: Record<string, string> }
const faults: string[] = []
const needed = new Set<number>()

/** What the lock file leaves open, the package itself may tell. */
function licenceOf(place: string, locked: Locked): string | null {
  if (locked.license) return locked.license
  const dir = path.join(root, place)
  if (!existsSync(path.join(dir, 'package.json'))) return null
  const own = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as { license?: string | { type?: string }; licenses?: { type?: string }[] }
  const told = typeof own.license === 'string' ? own.license : (own.license?.type ?? own.licenses?.[0]?.type)
  if (told) return told === 'Apache 2.0' ? 'Apache-2.0' : told
  const file = readdirSync(dir).find((name) => /^licen[cs]e/i.test(name))
  const text = file ? readFileSync(path.join(dir, file), 'utf8') : ''
  return /Apache License\s+Version 2\.0/i.test(text) ? 'Apache-2.0' : /Permission is hereby granted, free of charge/i.test(text) ? 'MIT' : null
}

const listed = new Map<string, Listed>()
for (const [place, locked] of Object.entries(lock.packages)) {
  if (place === '' || locked.link) continue
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const licence = licenceOf(place, locked)
  const exception = exceptions.findIndex((each) => each.name.test(name) && each.licence === licence)
  if (licence === null) faults.push(`${name} ${locked.version} does not tell its licence`)
  else if (exception >= 0 && !locked.dev && !exceptions[exception]?.shipped) faults.push(`${name} ${locked.version} is ${licence}, which is allowed for tools only, and it is shipped`)
  else if (exception >= 0) needed.add(exception)
  else if (!isPermissive(licence)) faults.push(`${name} ${locked.version} is ${licence}, which is not permissive`)
  listed.set(`${name} ${locked.version}`, { name, version: locked.version ?? '', licence: licence ?? '?', use: locked.dev ? 'builds and tests' : 'runs' })
}
exceptions.forEach((each, n) => { if (!needed.has(n)) faults.push(`no package needs the exception for ${each.name.source} any more`) })
for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) faults.push(`${name} is not pinned to one version (${version})`)

const rows = [...listed.values()].sort((a, b) => a.use.localeCompare(b.use) * -1 || a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version))
const text = `# Third-party software

Written by \`node scripts/licences.ts --write\`, which fails on a licence that is not permissive. *Runs*: a dependency of the core and the hosts. *Builds and tests*: everything else; of these the libraries of the screens are bundled into them. Not permissive, and let in by name: ${exceptions.map((each) => `\`${each.name.source.replace(/[\^$\\]|\(-\|\)/g, '')}\` (${each.licence}: ${each.why})`).join(', ')}.

| package | version | licence | use |
|---|---|---|---|
${rows.map((row) => `| ${row.name} | ${row.version} | ${row.licence} | ${row.use} |`).join('\n')}
`
const { values: options } = parseArgs({ options: { write: { type: 'boolean' } } })
if (options.write) writeFileSync(page, text)
else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) faults.push('docs/third-party.md is not up to date: node scripts/licences.ts --write')

for (const fault of faults) process.stdout.write(`FAILED  ${fault}\n`)
process.stdout.write(`${rows.filter((row) => row.use === 'runs').length} packages run, ${rows.filter((row) => row.use !== 'runs').length} build and test; ${faults.length} faults\n`)
process.exitCode = faults.length === 0 ? 0 : 1
