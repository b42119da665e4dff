import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import type { RescueClient } from '../../contract/rescue.ts'
import { client } from './client.ts'

/** Whether the host shows the page for a ledger that cannot be opened: only what helps is answered then. */
export const isRescue: boolean = document.querySelector('meta[name="greenroom-rescue"]') !== null

/** The calls that are answered then, over the same line. */
export const rescue = createTanstackQueryUtils(client as unknown as RescueClient)

const lookMs = 250
const patienceMs = 15_000

/** Loads the page anew as soon as the host shows another than the rescue: one takes the other's place within moments. */
export async function leaveRescue(): Promise<void> {
  const until = Date.now() + patienceMs
  for (;;) {
    const page = await fetch('/', { cache: 'no-store' }).then((answer) => (answer.ok ? answer.text() : null), () => null)
    if ((page !== null && !page.includes('name="greenroom-rescue"')) || Date.now() > until) return window.location.reload()
    await new Promise((resolve) => { setTimeout(resolve, lookMs) })
  }
}
