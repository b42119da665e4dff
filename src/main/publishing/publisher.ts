/**
 * How a clip on this machine gets a URL that the reviewer can fetch. One file per way behind this
 * interface: `base-url.ts` (a folder that is public already), `links.ts` (Greenroom's own link
 * server), `s3/s3.ts` (object storage, where a clip is uploaded first).
 */
import type { Trial } from '../../contract/models/account.ts'

/** What is to be published. `path` is absolute and spelled as on disk. */
export interface PublishedSource { clipSourceId: number; path: string; sizeBytes: number }

export type Published =
  /**
   * `token`: what opens one of our own links; `expiresAt` (UTC ms): null when it does not expire;
   * `realPath`: where the file really lies, for links that must never lead anywhere else.
   */
  | { ok: true; url: string; token: string | null; expiresAt: number | null; realPath?: string }
  /** `code` keys the words (a reason of the clip), `message` says what happened to what. */
  | { ok: false; code: string; message: string }

/** For a way that takes time: who waits may see how it goes, and end it. */
export interface PublishProgress {
  signal: AbortSignal
  /** Bytes that have just got there, or (negative) turn out not to have. */
  onBytes(bytes: number): void
  /** Which lane it goes in: the small ones have memory of their own, so that they wait for no huge one. */
  small: boolean
}

export interface Publisher {
  /** The way and where it leads: URLs of one kind are good for another clip's source too, of another kind they are not. */
  kind: string
  /**
   * @throws StorageError of `s3/storage-error.ts` for trouble that is not the clip's, where there is a storage; the
   *   progress's reason when it is ended
   */
  publish(source: PublishedSource, progress?: PublishProgress): Promise<Published>
  /** Tries the way from end to end, as a stranger would use it. Never throws. */
  test(): Promise<Trial>
}
