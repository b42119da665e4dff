import { lookup } from 'node:dns/promises'
import type { Capabilities, Log } from '../src/main/capabilities.ts'
import { currentNetwork } from '../src/node-host/network/current-network.ts'
import { environmentFetch } from '../src/main/environment-fetch.ts'
import { systemClock } from '../src/node-host/system-clock.ts'
import type { KeyStore } from './key-store.ts'
import { bundledWorker } from './worker-files.ts'

/** What the desktop application lends the core: the machine's clock, chance and network, keys in its key store, a log in a file. */
export function desktopCapabilities(secrets: KeyStore, log: Log): Capabilities {
  return {
    clock: systemClock,
    random: Math.random,
    // Node's own, not Chromium's: the core decides about certificates, proxies and time-outs the same in every host.
    fetch: environmentFetch(),
    addressesOf: async (host) => (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address),
    network: currentNetwork(systemClock),
    secrets,
    keyProtection: () => secrets.protection(),
    log,
    workerUrl: (name) => bundledWorker(name, import.meta.url),
  }
}
