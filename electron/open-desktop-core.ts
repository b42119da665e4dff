import { createCore } from '../src/main/core.ts'
import type { Capabilities } from '../src/main/capabilities.ts'
import type { Core } from '../src/main/core-handle.ts'
import { readCertificates } from '../src/main/environment-fetch.ts'
import { readEnvironment } from '../src/node-host/environment.ts'
import { userName } from '../src/node-host/user-name.ts'
import type { Mode } from './core-host.ts'

export interface DesktopCoreOptions {
  capabilities: Capabilities
  dataDir: string
  version: string
  scenario: string
  env: Record<string, string | undefined>
  /** Fulfilled when the window has painted: until then the loops leave the processor to it. */
  painted: Promise<unknown>
}

/** Opens a core over the data directory and starts its loops. @throws ProblemError, with nothing left open. */
export async function openDesktopCore({ capabilities, dataDir, version, scenario, env, painted }: DesktopCoreOptions, mode: Mode, switchTo: (to: Mode) => Promise<void>): Promise<Core> {
  readCertificates()
  const { apiUrl, apiKey, submitRpm, pollRpm, timeoutMs } = readEnvironment(env)
  // The real address and key have no business in the sandbox.
  const overrides = mode === 'sandbox' ? { submitRpm, pollRpm } : { baseUrl: apiUrl, key: apiKey, submitRpm, pollRpm }
  const core = await createCore(capabilities, {
    dataDir, version, overrides, timeoutMs, switchTo,
    accountName: 'default', actor: userName(), hostKind: 'desktop', ledgerApart: true, calmUntil: painted, sandbox: mode === 'sandbox' ? { scenario } : null,
  })
  try {
    await core.start()
  } catch (error) {
    await core.stop()
    throw error
  }
  return core
}
