import type { Publishing } from '../../../contract/models/account.ts'
import { s3DraftOf, s3StorageOf, type S3Draft } from './s3-draft.ts'

/** Every way of making links side by side, so that changing one's mind loses nothing that was entered. */
export interface LinksDraft {
  kind: Publishing['kind']
  root: string
  url: string
  origin: string
  host: string
  port: number
  expiryDays: number
  s3: S3Draft
}

const dayMs = 86_400_000

/** What is stored, as a draft; ways that were never set up get the usual values. */
export function draftOf(stored: Publishing): LinksDraft {
  const links = stored.kind === 'links' ? stored : null
  return {
    kind: stored.kind,
    root: stored.kind === 'base-url' ? stored.root : '',
    url: stored.kind === 'base-url' ? stored.url : '',
    origin: links?.origin ?? '',
    host: links?.host ?? '127.0.0.1',
    port: links?.port ?? 4681,
    expiryDays: links ? links.expiryMs / dayMs : 7,
    s3: s3DraftOf(stored.kind === 's3' ? stored : null),
  }
}

export function publishingOf(draft: LinksDraft): Publishing {
  switch (draft.kind) {
    case 'none':
      return { kind: 'none' }
    case 'base-url':
      return { kind: 'base-url', root: draft.root.trim(), url: draft.url.trim() }
    case 's3':
      return s3StorageOf(draft.s3)
    case 'links':
      return { kind: 'links', origin: draft.origin.trim(), host: draft.host.trim(), port: draft.port, expiryMs: Math.round(draft.expiryDays * dayMs) }
  }
}
