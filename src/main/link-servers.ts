/** The link servers that accounts need: started when they are, and given up when no account's settings name them any more. */
import type { Clock, Log } from './capabilities.ts'
import { clipsOnTheWayBy, lastLocalAddress } from './ledger/links.ts'
import type { Ledger } from './ledger/open-ledger.ts'
import { isPrivateAddress } from './publishing/is-private-address.ts'
import { startLinkServer, type LinkServer, type LinkServerOptions } from './publishing/link-server.ts'
import type { EffectiveAccount } from './runners/effective-account.ts'

/** Where Greenroom's own links are served from unless somebody says otherwise. */
export const linkPort = 4681
/** So long a reader may go on fetching from a server that is given up. */
const graceMs = 10 * 60_000

export interface LinkServers {
  /** @param origin where strangers reach it; null: where it listens. @throws ProblemError `links-unreachable` when it cannot listen */
  at(host: string, port: number, origin: string | null): Promise<LinkServer>
  /** For an API on this machine, whose reviewer is too: links need no setting up. The port that readers still have comes first. */
  local(): Promise<LinkServer>
  /**
   * Frees the ports that no account's settings name any more. Where the public address was another too, the old server
   * stays while a clip is on its way by it: its reviewer knows no other. Who is being answered is let finish.
   */
  retire(accounts: readonly EffectiveAccount[]): Promise<void>
  close(): Promise<void>
}

type Served = Pick<LinkServerOptions, 'lookup' | 'hear' | 'served' | 'refused'>

export function createLinkServers({ ledger, clock, log, served }: { ledger: Ledger; clock: Clock; log: Log; served: Served }): LinkServers {
  const servers = new Map<string, { running: Promise<LinkServer>; origins: Set<string | null> }>()
  const leaving = new Set<LinkServer>()
  let onThisMachine: Promise<LinkServer> | null = null

  const at: LinkServers['at'] = (host, port, origin) => {
    const key = `${host}:${port}`
    const known = servers.get(key) ?? { running: startLinkServer({ host, port, clock, log, ...served }), origins: new Set() }
    servers.set(key, known)
    known.origins.add(origin === null ? null : bare(origin))
    // A port that was busy may be free the next time.
    known.running.catch(() => servers.delete(key))
    return known.running
  }

  const startLocal = async (): Promise<LinkServer> => {
    const before = Number(URL.parse((await lastLocalAddress(ledger.read)) ?? '')?.port ?? 0)
    for (const port of new Set([before || linkPort, linkPort])) {
      const server = await at('127.0.0.1', port, null).catch(() => null)
      if (server) return server
    }
    return at('127.0.0.1', 0, null)
  }

  const giveUp = async (key: string, server: LinkServer): Promise<void> => {
    servers.delete(key)
    if ((await onThisMachine?.catch(() => null)) === server) onThisMachine = null
    leaving.add(server)
    log.info('A link server is given up: no settings name its port any more.', { at: key })
    void server.close(graceMs).then(() => leaving.delete(server))
  }

  return {
    at,
    local() {
      onThisMachine ??= startLocal()
      onThisMachine.catch(() => { onThisMachine = null })
      return onThisMachine
    },
    async retire(accounts) {
      const named = accounts.flatMap(({ publishing }) => (publishing.kind === 'links' ? [publishing] : []))
      const wanted = new Set(named.map(({ host, port }) => `${host}:${port}`))
      const origins = new Set(named.map(({ origin }) => bare(origin)))
      const local = accounts.some(({ baseUrl }) => isPrivateAddress(baseUrl) === 'loopback') ? await onThisMachine?.catch(() => null) : null
      for (const [key, { running, origins: before }] of [...servers]) {
        const server = await running.catch(() => null)
        if (server === null || server === local || wanted.has(key)) continue
        // Links under an address that is still the account's come to the new port by the proxy or tunnel in front.
        const only = [...before].map((origin) => origin ?? server.origin).filter((origin) => !origins.has(origin))
        if (only.length === 0 || (await clipsOnTheWayBy(ledger.read, only)) === 0) await giveUp(key, server)
      }
    },
    async close() {
      for (const { running } of servers.values()) await running.then((server) => server.close(), () => undefined)
      for (const server of leaving) await server.close()
      servers.clear()
    },
  }
}

function bare(origin: string): string {
  return origin.replace(/\/+$/u, '')
}
