/**
 * What a host lends the core. Everything the core needs from the outside world that a test
 * must be able to hold still (time, chance, the network, secrets) comes through here.
 */

import type { NetworkNow } from '../contract/models/network.ts'

/** Time. Nothing in the core reads the system clock or sets a timer by itself. */
export interface Clock {
  /** Wall clock, UTC milliseconds. */
  now(): number
  /** Milliseconds that never run backwards; only differences mean anything. */
  monotonic(): number
  /** Resolves after `ms`, or at once when `signal` aborts (it never rejects). */
  wait(ms: number, signal?: AbortSignal): Promise<void>
}

/** Where API keys live: the host's safe place, never the ledger. */
export interface Secrets {
  get(name: string): Promise<string | null>
  set(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
}

/** Structured log; `fields` must never hold a secret. */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

/** The `fetch` of the platform, or one made by undici with its own dispatcher. */
export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/** The worker entries the core starts; a host says where each lies (source or bundle). */
export type WorkerName = 'media-facts' | 'disk' | 'take-over' | 'ledger' | 'ledger-backup'

export interface Capabilities {
  clock: Clock
  /** A number in [0, 1). */
  random(): number
  fetch: Fetch
  /** The addresses a host name leads to on this machine's network; none when that cannot be told. Absent: never. */
  addressesOf?(host: string): Promise<string[]>
  /** Which network this machine's traffic leaves by. Absent: never told. */
  network?(): Promise<NetworkNow>
  secrets: Secrets
  /** How the host keeps secrets, where that is not a file of its owner's alone: `basic-text` and `none` protect nothing. */
  keyProtection?(): Promise<'protected' | 'basic-text' | 'none'>
  log: Log
  workerUrl(name: WorkerName): URL
}
