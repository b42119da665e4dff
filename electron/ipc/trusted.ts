import { isPageUrl } from '../page/addresses.ts'

/** The little of an ipc event that tells who sends. */
export interface Sender {
  senderFrame: { url: string; parent: unknown } | null
}

/** Whether our own page sends, from its top frame: nothing else is ever answered. */
export function isTrusted({ senderFrame }: Sender): boolean {
  return senderFrame !== null && senderFrame.parent === null && isPageUrl(senderFrame.url)
}
