import type { Publishing } from '../contract/models/account.ts'
import type { Clock, Fetch, Log } from './capabilities.ts'
import { clipOfToken } from './ledger/local-work.ts'
import type { Ledger } from './ledger/open-ledger.ts'
import { createBaseUrlPublisher } from './publishing/base-url.ts'
import { isPrivateAddress } from './publishing/is-private-address.ts'
import { createLinksPublisher } from './publishing/links.ts'
import { startLinkServer, type LinkServer } from './publishing/link-server.ts'
import type { Publisher } from './publishing/publisher.ts'
import type { EffectiveAccount } from './runners/effective-account.ts'

/** Where Greenroom's own links are served from unless somebody says otherwise. */
export const linkPort = 4681
const autoExpiryMs = 7 * 86_400_000

/** Finds each account's publisher, and starts and ends the link servers they need. */
export interface Publishers {
  of(account: EffectiveAccount): Promise<Publisher | null>
  close(): Promise<void>
}

export function createPublishers({ ledger, clock, fetch, log }: { ledger: Ledger; clock: Clock; fetch: Fetch; log: Log }): Publishers {
  const servers = new Map<string, Promise<LinkServer>>()
  const lookup = (token: string) => clipOfToken(ledger.read, token)

  const serverAt = (host: string, port: number): Promise<LinkServer> => {
    const key = `${host}:${port}`
    const running = servers.get(key) ?? startLinkServer({ host, port, lookup, clock, log })
    servers.set(key, running)
    // A port that was busy may be free the next time.
    running.catch(() => servers.delete(key))
    return running
  }

  const links = (server: LinkServer, origin: string, expiryMs: number, apiBaseUrl: string): Publisher => createLinksPublisher({ server, origin, expiryMs, clock, fetch, apiBaseUrl })

  /** With the API on this machine, its reviewer is too: links need no setting up. */
  const onThisMachine = async (apiBaseUrl: string): Promise<Publisher> => {
    const server = await serverAt('127.0.0.1', linkPort).catch(() => serverAt('127.0.0.1', 0))
    return links(server, server.origin, autoExpiryMs, apiBaseUrl)
  }

  const of = async (account: EffectiveAccount): Promise<Publisher | null> => {
    const setting: Publishing = account.publishing
    switch (setting.kind) {
      case 'none':
        return isPrivateAddress(account.baseUrl) === 'loopback' ? onThisMachine(account.baseUrl) : null
      case 'base-url':
        return createBaseUrlPublisher({ root: setting.root, url: setting.url, fetch, clock, apiBaseUrl: account.baseUrl })
      case 'links':
        return links(await serverAt(setting.host, setting.port), setting.origin, setting.expiryMs, account.baseUrl)
    }
  }

  return {
    of,
    async close() {
      for (const server of servers.values()) await server.then((running) => running.close(), () => undefined)
      servers.clear()
    },
  }
}
