import path from 'node:path'
import { z } from 'zod'
import { desktopPreferences, pageDress } from '../../src/contract/models/desktop.ts'
import { isWebAddress } from '../page/addresses.ts'
import { channels } from './channels.ts'

const absolutePath = z.string().min(1).max(32_768).refine((given) => path.isAbsolute(given) && !given.includes('\0'), 'is no absolute path')
/** The largest export: a million asset addresses. */
const largestText = 512 * 1024 ** 2

/** What each request of the page may carry; the rest is refused before anything is done. */
export const requests = {
  [channels.pickFiles]: z.object({ multiple: z.boolean() }),
  [channels.pickFolder]: z.undefined(),
  [channels.saveText]: z.object({ name: z.string().min(1).max(1000), text: z.string().max(largestText) }),
  [channels.reveal]: absolutePath,
  [channels.openExternal]: z.string().max(8192).refine(isWebAddress, 'is no web address'),
  [channels.state]: z.undefined(),
  [channels.changePreferences]: desktopPreferences.partial().strict(),
} as const

export type Requests = { [C in keyof typeof requests]: z.infer<(typeof requests)[C]> }

export const dressedMessage = pageDress

/** The largest message of the router: pasted text of 5 million characters, three bytes each at most. */
const largestMessage = 16 * 1024 ** 2

/** A message of the router as oRPC encodes it; anything else is dropped. */
export function isRpcMessage(data: unknown): data is string | Uint8Array {
  return (typeof data === 'string' && data.length <= largestMessage) || (data instanceof Uint8Array && data.byteLength <= largestMessage)
}
