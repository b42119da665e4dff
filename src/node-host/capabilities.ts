import { lookup } from 'node:dns/promises'
import type { Capabilities, WorkerName } from '../main/capabilities.ts'
import { environmentFetch } from '../main/environment-fetch.ts'
import { fileSecrets } from './file-secrets.ts'
import { currentNetwork } from './network/current-network.ts'
import { stderrLog, type LogLevel } from './stderr-log.ts'
import { systemClock } from './system-clock.ts'

/** Where the core's worker threads lie when Node runs the sources as they are. */
function workerUrl(name: WorkerName): URL {
  switch (name) {
    case 'media-facts':
      return new URL('../main/intake/media-facts-worker.ts', import.meta.url)
    case 'disk':
      return new URL('../main/intake/disk-worker.ts', import.meta.url)
    case 'ledger':
      return new URL('../main/ledger/ledger-worker.ts', import.meta.url)
    case 'ledger-backup':
      return new URL('../main/ledger/ledger-backup-worker.ts', import.meta.url)
    case 'take-over':
      return new URL('../main/preparation/take-over-worker.ts', import.meta.url)
  }
}

/** What the node host lends the core: the machine's clock, chance and network, keys in a file, a log on stderr. */
export function nodeCapabilities(dataDir: string, logLevel: LogLevel): Capabilities {
  return {
    clock: systemClock,
    random: Math.random,
    fetch: environmentFetch(),
    addressesOf: async (host) => (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address),
    network: currentNetwork(systemClock),
    secrets: fileSecrets(dataDir),
    log: stderrLog(logLevel),
    workerUrl,
  }
}
