import { linkIn } from './page/addresses.ts'
import { hiddenFlag } from './native/hidden-flag.ts'

export interface StartOptions {
  /** `--sandbox[=SCENARIO]`: for this run only; null: as it was last time. */
  sandbox: string | null
  /** `--hidden`: in the tray, as started at login. */
  hidden: boolean
  debug: boolean
  link: string | null
}

/** The arguments for a start that follows on this one: a window, and where a link leads. */
export function argumentsAgain(argv: readonly string[], link: string | null): string[] {
  const kept = argv.slice(1).filter((arg) => arg !== hiddenFlag && linkIn([arg]) === null)
  return link === null ? kept : [...kept, link]
}

/** What the program's arguments ask for; what Electron and the system add to them is passed over. */
export function startOptions(argv: readonly string[]): StartOptions {
  const sandbox = argv.find((arg) => arg === '--sandbox' || arg.startsWith('--sandbox='))
  return {
    sandbox: sandbox === undefined ? null : sandbox.slice('--sandbox='.length) || 'default',
    hidden: argv.includes(hiddenFlag),
    debug: argv.includes('--debug'),
    link: linkIn(argv),
  }
}
