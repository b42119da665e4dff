import type { Publishing } from '../contract/models/account.ts'
import { s3Credentials, type S3Storage } from '../contract/models/storage.ts'
import type { Capabilities } from './capabilities.ts'
import { createFetchLog } from './fetch-log.ts'
import { createLinkServers } from './link-servers.ts'
import { clipOfToken } from './ledger/links.ts'
import type { Ledger } from './ledger/open-ledger.ts'
import { beginUpload, findUpload, giveUpUpload, noteUploadArrived, noteUploadOpened } from './ledger/uploads.ts'
import { createBaseUrlPublisher } from './publishing/base-url.ts'
import { isPrivateAddress } from './publishing/is-private-address.ts'
import { createLinksPublisher } from './publishing/links.ts'
import type { LinkServer } from './publishing/link-server.ts'
import type { Publisher } from './publishing/publisher.ts'
import { ownAgent } from './publishing/own-agent.ts'
import { createS3Publisher, type S3Publisher } from './publishing/s3/s3.ts'
import { StorageError } from './publishing/s3/storage-error.ts'
import { createThrottle, type Throttle } from './publishing/throttle.ts'
import type { UploadRecords } from './publishing/upload-records.ts'
import { storageKeyName, type EffectiveAccount } from './runners/effective-account.ts'
import { hearCallback } from './session-callback.ts'

const autoExpiryMs = 7 * 86_400_000

/** Finds each account's publisher, and starts and ends the link servers they need. */
export interface Publishers {
  of(account: EffectiveAccount): Promise<Publisher | null>
  /**
   * Where strangers reach the account's link server; null where it has none.
   * @throws ProblemError `links-unreachable` when the server cannot listen
   */
  callbackOrigin(account: EffectiveAccount): Promise<string | null>
  /**
   * The account's storage, where that is its way.
   * @throws StorageError when no key to it is set
   */
  storage(account: EffectiveAccount): Promise<S3Publisher | null>
  /** See `LinkServers.retire`. @param accounts all there are */
  retireLinkServers(accounts: readonly EffectiveAccount[]): Promise<void>
  close(): Promise<void>
}

export function createPublishers({ ledger, clock, fetch, log, secrets, random }: { ledger: Ledger } & Pick<Capabilities, 'clock' | 'fetch' | 'log' | 'secrets' | 'random'>): Publishers {
  const fetches = createFetchLog({ ledger, clock, log }, ownAgent)
  const served = {
    lookup: (token: string) => clipOfToken(ledger.read, token),
    hear: (token: string, said: Parameters<typeof hearCallback>[2]) => hearCallback({ ledger, clock, log }, token, said),
    served: fetches.served, refused: fetches.refused,
  }
  const servers = createLinkServers({ ledger, clock, log, served })

  const links = (server: LinkServer, origin: string, expiryMs: number, apiBaseUrl: string): Publisher => createLinksPublisher({ server, origin, expiryMs, clock, fetch, apiBaseUrl })

  const records: UploadRecords = {
    find: (file) => ledger.transact((tx) => findUpload(tx, file, clock.now())),
    begin: (file) => ledger.transact((tx) => beginUpload(tx, file, clock.now())),
    opened: (id, uploadId) => ledger.transact((tx) => noteUploadOpened(tx, id, uploadId)),
    arrived: (id) => ledger.transact((tx) => noteUploadArrived(tx, id, clock.now())),
    giveUp: (id) => ledger.transact((tx) => giveUpUpload(tx, id, clock.now())),
  }
  const throttles = new Map<number, Throttle>()
  const storages = new Map<number, { key: string; publisher: S3Publisher }>()

  const storageOf = async (account: EffectiveAccount, storage: S3Storage): Promise<S3Publisher> => {
    const throttle = throttles.get(account.id) ?? createThrottle(clock)
    throttles.set(account.id, throttle)
    // The cap holds for uploads under way too, so it is no part of what makes another publisher.
    throttle.setLimit(storage.maxBytesPerSecond)
    const secret = await secrets.get(storageKeyName(account.id))
    if (secret === null) throw new StorageError('refused', 'no-credentials', `No access key for the bucket ${storage.bucket} is set.`, 'Enter the access key and its secret in Settings, under Links, or with greenroom publish set s3.')
    const key = JSON.stringify([{ ...storage, maxBytesPerSecond: null, cleanUpMs: null }, secret, account.baseUrl])
    const known = storages.get(account.id)
    if (known?.key === key) return known.publisher
    // Uploads under way with the old settings end by themselves: the upload loop sees that they are others now.
    const publisher = createS3Publisher({ storage, credentials: s3Credentials.parse(JSON.parse(secret)), records, throttle, clock, random, fetch, apiBaseUrl: account.baseUrl })
    storages.set(account.id, { key, publisher })
    return publisher
  }

  const of = async (account: EffectiveAccount): Promise<Publisher | null> => {
    const setting: Publishing = account.publishing
    switch (setting.kind) {
      case 'none': {
        if (isPrivateAddress(account.baseUrl) !== 'loopback') return null
        const server = await servers.local()
        return links(server, server.origin, autoExpiryMs, account.baseUrl)
      }
      case 'base-url':
        return createBaseUrlPublisher({ root: setting.root, url: setting.url, fetch, clock, apiBaseUrl: account.baseUrl })
      case 'links':
        return links(await servers.at(setting.host, setting.port, setting.origin), setting.origin, setting.expiryMs, account.baseUrl)
      case 's3':
        return storageOf(account, setting)
    }
  }

  return {
    of,
    async callbackOrigin(account) {
      if (account.publishing.kind === 'links') {
        await servers.at(account.publishing.host, account.publishing.port, account.publishing.origin)
        return account.publishing.origin
      }
      // A loopback API leads its own phones, which are on this machine too.
      return isPrivateAddress(account.baseUrl) === 'loopback' ? (await servers.local()).origin : null
    },
    retireLinkServers: servers.retire,
    storage: async (account) => account.publishing.kind === 's3' ? storageOf(account, account.publishing) : null,
    async close() {
      for (const { publisher } of storages.values()) publisher.close()
      await servers.close()
      await fetches.close()
    },
  }
}
