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
