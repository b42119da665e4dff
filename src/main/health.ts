import { listBackups } from './ledger/backups.ts'
import { listAccounts } from './ledger/accounts.ts'
import { listChannels } from './ledger/channels.ts'
import type { LedgerDb } from './ledger/open-ledger.ts'
import { runnerLockIsHeld } from './ledger/runner-lock.ts'
import { readStorage } from './ledger/storage.ts'
import { healthEveryMs, readHealth, type SaidHealth } from './runners/health-file.ts'
import type { Trouble } from './runners/troubles.ts'

/**
 * How Greenroom does, for whoever may know no more than that: no names, no paths, no addresses.
 * `in-trouble`: the work does not go on; `degraded`: it does, and something waits for a person.
 */
export interface Health {
  state: 'healthy' | 'degraded' | 'in-trouble'
  /** Another process runs the loops; this one would take over. */
  standby: boolean
  troubles: HealthTrouble[]
}

export interface HealthTrouble {
  kind: 'ledger-unwritable' | 'ledger-unreadable' | 'ledger-unopened' | 'loop-stuck' | 'runner-silent' | 'account-stopped' | 'storage-refuses' | 'channel-fails' | 'backup-overdue'
  /** Which loop, or why an account stopped; empty where there is nothing to tell apart. */
  subject: string
  message: string
  /** UTC ms; null: not known. */
  since: number | null
}

/** A process that has said nothing for so long hangs: four times it should have. */
export const silentAfterMs = 4 * healthEveryMs
/** Backups are taken every six hours; one that is older than this is overdue, once the process has run long enough to take one. */
export const backupOverdueMs = 13 * 3_600_000

const words: Record<HealthTrouble['kind'], string> = {
  'ledger-unwritable': 'The ledger cannot be written: its disk is full, read-only or gone.',
  'ledger-unreadable': 'The ledger cannot be read.',
  'ledger-unopened': 'The ledger cannot be opened; the screens say why and what can be done.',
  'loop-stuck': 'A loop has not come back.',
  'runner-silent': 'The process that runs the loops has said nothing for minutes.',
  'account-stopped': 'An account is stopped until somebody mends it.',
  'storage-refuses': 'The storage refuses uploads.',
  'channel-fails': 'A notification channel does not take its messages.',
  'backup-overdue': 'The ledger has not been backed up for half a day.',
}

const grave: ReadonlySet<HealthTrouble['kind']> = new Set<HealthTrouble['kind']>(['ledger-unwritable', 'ledger-unreadable', 'ledger-unopened', 'loop-stuck', 'runner-silent'])

export function healthTrouble(kind: HealthTrouble['kind'], since: number | null, subject = ''): HealthTrouble {
  return { kind, subject, message: words[kind], since }
}

/** The whole from its troubles. */
export function healthOf(troubles: HealthTrouble[], standby: boolean): Health {
  return { state: troubles.some(({ kind }) => grave.has(kind)) ? 'in-trouble' : troubles.length > 0 ? 'degraded' : 'healthy', standby, troubles }
}

/** What this process knows of itself; a waiting one goes by what the one that runs the loops says beside the ledger. */
export interface HealthSources {
  db: LedgerDb
  dataDir: string
  now: number
  /** When this process began, UTC ms. */
  startedAt: number
  runsHere: boolean
  troubles: readonly Trouble[]
}

export async function readHealthOf({ db, dataDir, now, startedAt, runsHere, troubles }: HealthSources): Promise<Health> {
  const standby = !runsHere && lockIsHeld(dataDir)
  const others = standby ? runnerTroubles(readHealth(dataDir), now) : []
  const own = troubles.map((trouble) => healthTrouble(trouble.kind, trouble.since, trouble.subject))
  return healthOf([...own, ...others, ...(await ledgerTroubles(db, dataDir, now, startedAt))], standby)
}

/** A directory that is gone shows when the ledger is asked. */
function lockIsHeld(dataDir: string): boolean {
  try {
    return runnerLockIsHeld(dataDir)
  } catch {
    return false
  }
}

/** What the process that runs the loops says, or that it says nothing. */
function runnerTroubles(said: SaidHealth | null, now: number): HealthTrouble[] {
  // One that has just begun has not spoken yet.
  if (said === null) return []
  if (now - said.at > silentAfterMs) return [healthTrouble('runner-silent', said.at)]
  return said.troubles.map((trouble) => healthTrouble(trouble.kind, trouble.since, trouble.subject))
}

async function ledgerTroubles(db: LedgerDb, dataDir: string, now: number, startedAt: number): Promise<HealthTrouble[]> {
  try {
    const found: HealthTrouble[] = []
    for (const account of await listAccounts(db)) {
      if (account.stop !== null) found.push(healthTrouble('account-stopped', account.state_since, account.stop))
      const { trouble } = await readStorage(db, account.id)
      if (trouble?.kind === 'refused') found.push(healthTrouble('storage-refuses', trouble.since, trouble.code))
    }
    if ((await listChannels(db)).some((channel) => channel.enabled && channel.trouble !== null)) found.push(healthTrouble('channel-fails', null))
    const newest = Math.max(listBackups(dataDir)[0]?.takenAt ?? 0, startedAt)
    if (now - newest > backupOverdueMs) found.push(healthTrouble('backup-overdue', newest))
    return found
  } catch {
    return [healthTrouble('ledger-unreadable', null)]
  }
}

