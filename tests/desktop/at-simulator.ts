import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/main/sandbox/server.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'

/** A simulator of the review service held by the test, and the environment by which the application uses it. */
export async function startSimulator(options: Partial<SandboxOptions> = {}): Promise<{ sandbox: Sandbox; env: Record<string, string> }> {
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), reviewMs: 300, ...options })
  return { sandbox, env: { GREENROOM_API_URL: sandbox.url, GREENROOM_API_KEY: 'the-key', GREENROOM_SUBMIT_RPM: '600', GREENROOM_POLL_RPM: '6000' } }
}
