import type { S3Store } from './s3-store.ts'
import { storageRefusal } from './storage-error.ts'

/** The most that the S3 protocol lets one request delete. */
const lotSize = 1000

/**
 * Deletes objects, a lot a request where the storage takes lots, else one by one; and tells after each which are gone.
 * @throws StorageError when the storage as a whole would not; Error when it would not delete one of them
 */
export async function* removeInLots(store: Pick<S3Store, 'remove' | 'removeLot'>, keys: readonly string[]): AsyncGenerator<readonly string[]> {
  let lots = keys.length > 1
  for (let at = 0; at < keys.length;) {
    const lot = keys.slice(at, at + (lots ? lotSize : 1))
    const refused = lots ? await store.removeLot(lot) : await store.remove(lot[0] ?? '').then(() => [])
    if (refused === null) {
      lots = false
      continue
    }
    at += lot.length
    const stay = new Set(refused.map(({ key }) => key))
    yield lot.filter((key) => !stay.has(key))
    const [first] = refused
    if (first) throw storageRefusal(first, refused.length)
  }
}
