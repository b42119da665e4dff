import type { IncomingMessage } from 'node:http'
import { isPrivateAddress } from './is-private-address.ts'

/** Who asked, as far as that can be told. */
export interface Asker { address: string; agent: string }

const longestAgent = 200

/**
 * The address a request came from. Through a reverse proxy or a tunnel every request comes from the
 * proxy, so what it forwards is believed, but only from a peer on this machine or in this network:
 * a stranger who asks directly names nobody else.
 */
export function askerOf(request: IncomingMessage): Asker {
  const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/u, '')
  const agent = (request.headers['user-agent'] ?? '').replace(/\p{Cc}+/gu, ' ').slice(0, longestAgent)
  const said = peer === '' || isPrivateAddress(peer) !== null ? forwarded(request) : null
  return { address: said ?? peer, agent }
}

/** The last hop before our proxy: what stands further left anybody may have written. */
function forwarded({ headers }: IncomingMessage): string | null {
  const cloudflare = headers['cf-connecting-ip']
  const list = [headers['x-forwarded-for']].flat().join(',').split(',').map((part) => part.trim()).filter(Boolean)
  const address = typeof cloudflare === 'string' ? cloudflare.trim() : list.at(-1)
  return address !== undefined && /^[0-9a-fA-F.:]{2,45}$/u.test(address) ? address : null
}
