/**
 * How a clip on this machine gets a URL that the reviewer can fetch. One file per way behind this
 * interface: `base-url.ts` (a folder that is public already), `links.ts` (Greenroom's own link
 * server); object storage takes its place beside them as `s3.ts`.
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

export interface Publisher {
  /** The way and where it leads: URLs of one kind are good for another clip's source too, of another kind they are not. */
  kind: string
  publish(source: PublishedSource): Promise<Published>
  /** Tries the way from end to end, as a stranger would use it. Never throws. */
  test(): Promise<Trial>
}
