import { randomBytes } from 'node:crypto'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Clock, Fetch } from '../capabilities.ts'
import { displayStem, extensionOf } from '../domain/file-names.ts'
import { contentTypeOf } from './content-type.ts'
import type { LinkServer } from './link-server.ts'
import { openClip } from './open-clip.ts'
import type { Published, Publisher, PublishedSource } from './publisher.ts'
import { testClip, testClipName } from './test-clip.ts'
import { trialResult } from './trial-result.ts'
import { tryLink } from './try-link.ts'

export interface LinksOptions {
  server: Pick<LinkServer, 'addTemporary'>
  /** Where strangers reach the server, with a path where a proxy gives it one. */
  origin: string
  /** How long a link lives, ms. */
  expiryMs: number
  clock: Clock
  fetch: Fetch
  /** The API whose reviewer is to fetch the clips: tells whether a private address will do. */
  apiBaseUrl?: string
  /** For tests. */
  newToken?: () => string
}

/** 256 bits: nobody guesses one. */
export function newLinkToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Publishes by links of Greenroom's own server. Whoever calls keeps the token, which is what makes the link work. */
export function createLinksPublisher({ server, origin, expiryMs, clock, fetch, apiBaseUrl, newToken = newLinkToken }: LinksOptions): Publisher {
  const base = origin.replace(/\/+$/u, '')
  const urlOf = (token: string, name: string) => `${base}/c/${token}/${readableName(name)}`
  return {
    kind: `links ${base}`,
    async publish(source: PublishedSource): Promise<Published> {
      // Opened just as for a reader, so that what would not be handed out is held with the reason now.
      const opened = await openClip(source.path, source.sizeBytes)
      if (!opened.ok) return opened
      await opened.file.close()
      const token = newToken()
      return { ok: true, url: urlOf(token, path.basename(source.path)), token, expiresAt: clock.now() + expiryMs, realPath: opened.realPath }
    },
    async test() {
      const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'greenroom-link-test-')))
      const token = newToken()
      let end = (): void => undefined
      try {
        const content = testClip()
        const file = path.join(folder, testClipName())
        await writeFile(file, content)
        end = server.addTemporary(token, { path: file, sizeBytes: content.length, expiresAt: clock.now() + 60_000 })
        const url = urlOf(token, path.basename(file))
        return trialResult(await tryLink(url, { head: content.subarray(0, 1024), sizeBytes: content.length, contentType: contentTypeOf(file) }, fetch), { url, apiBaseUrl })
      } catch (error) {
        return { ok: false, message: `No test file could be written: ${error instanceof Error ? error.message : String(error)}.`, advice: 'Make room on the disk of temporary files, then test again.', details: { code: 'no-test-file' } }
      } finally {
        end()
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

/** The clip's name for a URL: short, readable, with the extension that some services tell the format by. */
function readableName(name: string): string {
  return encodeURIComponent(`${displayStem(name, 60)}.${extensionOf(name) || 'bin'}`)
}
