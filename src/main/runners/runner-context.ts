import type { ChannelSecrets } from '../../contract/models/channel.ts'
import type { NetworkNow } from '../../contract/models/network.ts'
import type { ApiClient } from '../api-client/api-client.ts'
import type { Clock, Fetch, Log } from '../capabilities.ts'
import type { Disk } from '../intake/disk.ts'
import type { MediaFactsPool } from '../intake/media-facts-pool.ts'
import type { Ledger } from '../ledger/open-ledger.ts'
import type { FfmpegFound } from '../preparation/find-ffmpeg.ts'
import type { TakingOver } from '../preparation/taking-over.ts'
import type { Publisher } from '../publishing/publisher.ts'
import type { S3Publisher } from '../publishing/s3/s3.ts'
import type { EffectiveAccount } from './effective-account.ts'
import type { NetworkGate } from './network-gate.ts'
import type { Troubles } from './troubles.ts'
import type { Reach } from './reach.ts'

/** What copies are made with. */
export interface Preparing {
  /** Where copies are kept unless a person says otherwise. */
  usualFolder: string
  takingOver: TakingOver
  /** ffmpeg as it was found a moment ago; `anew`: look again. */
  ffmpeg(set: string | null, anew?: boolean): Promise<FfmpegFound>
}

/** What every loop works with. */
export interface RunnerContext {
  ledger: Ledger
  clock: Clock
  random(): number
  log: Log
  fetch: Fetch
  addressesOf(host: string): Promise<string[]>
  /** Which network this machine is on, as its host tells. */
  network(): Promise<NetworkNow>
  networkGate: NetworkGate
  reach: Reach
  media: MediaFactsPool
  disk: Disk
  preparing: Preparing
  /** The account as it is to be used now. */
  account(id: number): Promise<EffectiveAccount>
  /** The client for an account's URL and key as they are now. */
  api(account: EffectiveAccount): ApiClient
  /** Where the worker that copies the ledger lies. */
  backupWorkerUrl: URL
  /** What is wrong with this process itself. */
  troubles: Troubles
  /** Aborts when the core begins to end: nothing is waited for any longer that may last. */
  ending: AbortSignal
  /** What the host keeps secret of a channel. */
  channelSecrets(name: string): Promise<ChannelSecrets>
  /** How the account's clips get their URL; null: nothing is set up. */
  publisher(account: EffectiveAccount): Promise<Publisher | null>
  /** Where strangers reach our own listener for return addresses; null: nowhere. */
  callbackOrigin(account: EffectiveAccount): Promise<string | null>
  /** Gives up link servers whose port no account's settings name any more. @param accounts all there are */
  retireLinkServers(accounts: readonly EffectiveAccount[]): Promise<void>
  /** The storage its clips are uploaded to, where that is the way. @throws StorageError when no key to it is set */
  storage(account: EffectiveAccount): Promise<S3Publisher | null>
}
