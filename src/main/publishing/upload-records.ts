/** What is remembered of uploads, so that a process that ends in the middle costs no byte sent twice. The ledger keeps it. */

export interface UploadRecord {
  id: number
  /** The object's name in the bucket. */
  objectKey: string
  /** Of a multipart upload that is under way; null: none was opened, as far as was written down. */
  uploadId: string | null
  /** The size of its parts, bytes. */
  partBytes: number
  /** The object is whole and in place. */
  there: boolean
}

/** A file as it was when its upload began. Another size or time: another content. */
export interface UploadOf { clipSourceId: number; place: string; sizeBytes: number; mtimeMs: number }

export interface UploadRecords {
  /** The upload of this file, as it is now, to this place; uploads of what the file was before are given up by it. */
  find(of: UploadOf): Promise<UploadRecord | null>
  /** Before the first byte leaves. */
  begin(of: UploadOf & { objectKey: string; partBytes: number }): Promise<UploadRecord>
  /** The storage has given the multipart upload its id. */
  opened(id: number, uploadId: string): Promise<void>
  arrived(id: number): Promise<void>
  /** It will not be gone on with: whatever of it is at the storage may be removed. */
  giveUp(id: number): Promise<void>
}
