import type { Secrets } from '../capabilities.ts'
import { secretsInAddress } from '../domain/hide-secrets.ts'
import { listChannels } from '../ledger/channels.ts'
import { listAccounts } from '../ledger/accounts.ts'
import type { LedgerDb } from '../ledger/open-ledger.ts'
import { keyName, storageKeyName } from '../runners/effective-account.ts'

/** Every value the host keeps secret, as far as the ledger knows its name; what is kept as JSON in its parts too. */
export async function secretValues(db: LedgerDb, secrets: Secrets): Promise<string[]> {
  const names = ['browser-session', ...(await listAccounts(db)).flatMap(({ id }) => [keyName(id), storageKeyName(id)]), ...(await listChannels(db)).map((channel) => channel.secret_name)]
  const kept = await Promise.all(names.map((name) => secrets.get(name).catch(() => null)))
  return kept.flatMap((value) => (value === null ? [] : partsOf(value)))
}

/** A secret, and the texts in it where it is JSON. An address is a secret by its path. */
export function partsOf(value: string): string[] {
  try {
    const inside: unknown = JSON.parse(value)
    if (typeof inside !== 'object' || inside === null) return [value]
    return [value, ...Object.values(inside).filter((each) => typeof each === 'string').flatMap((text) => (URL.canParse(text) ? secretsInAddress(text) : [text]))]
  } catch {
    return [value]
  }
}
