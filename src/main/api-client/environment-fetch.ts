import { fetch as undiciFetch, type Dispatcher, type RequestInit as UndiciRequestInit } from 'undici'
import type { Fetch } from '../capabilities.ts'
import { makeDispatcher, type UndiciTransportOptions } from './environment-dispatcher.ts'

/**
 * `fetch` for everything but the API's own calls (footage behind URLs, our own links, chats), by the same way as these:
 * through the company's proxy and believing its certificate. Node's own fetch knows of neither, so that behind such a
 * proxy the API would answer and every link would seem dead.
 */
export function environmentFetch(options: UndiciTransportOptions = {}): Fetch {
  let dispatcher: Dispatcher | null = null
  // One kind of fetch in two typings: undici's is the one Node ships, in another version.
  return async (input, init) => (await undiciFetch(input, { ...(init as UndiciRequestInit), dispatcher: (dispatcher ??= makeDispatcher(options, true)) })) as unknown as Response
}
