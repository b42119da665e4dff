/** A folder that is public already: a clip's URL is the folder's address and the clip's way below it. */
import { open, opendir, realpath, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Clock, Fetch } from '../capabilities.ts'
import { clipTypeOf, isIgnoredName, locationKey } from '../domain/file-names.ts'
import { contentTypeOf } from './content-type.ts'
import type { Published, Publisher, PublishedSource } from './publisher.ts'
import { sizeChanged, sourceProblem } from './source-problem.ts'
import { testClip, testClipName } from './test-clip.ts'
import { trialResult } from './trial-result.ts'
import { tryLink } from './try-link.ts'

export interface BaseUrlOptions {
  /** The public folder, absolute. */
  root: string
  /** Its address. A query (such as a storage signature) is put at the end of every URL. */
  url: string
  fetch: Fetch
  clock: Clock
  /** The API whose reviewer is to fetch the clips: tells whether a private address will do. */
  apiBaseUrl?: string
}

export function createBaseUrlPublisher({ root, url, fetch, apiBaseUrl }: BaseUrlOptions): Publisher {
  return {
    kind: `base-url ${url} ${root}`,
    publish: (source) => publish(root, url, source),
    async test() {
      const sample = await testFile(root)
      if ('message' in sample) return { ok: false, ...sample, details: { code: 'no-test-file' } }
      try {
        const { size, head } = await beginning(sample.path)
        const made = await publish(root, url, { clipSourceId: 0, path: sample.path, sizeBytes: size })
        if (!made.ok) return { ok: false, message: made.message, advice: 'Choose the folder again in Settings, under Links.', details: { code: made.code } }
        return trialResult(await tryLink(made.url, { head, sizeBytes: size, contentType: contentTypeOf(sample.path) }, fetch), { url: made.url, apiBaseUrl })
      } catch (error) {
        return { ok: false, message: `${sample.path} could not be read: ${error instanceof Error ? error.message : String(error)}.`, advice: 'Choose another folder, or give this user permission to read it.', details: { code: 'no-test-file' } }
      } finally {
        if (sample.ours) await rm(sample.path, { force: true })
      }
    },
  }
}

async function beginning(location: string): Promise<{ size: number; head: Uint8Array }> {
  const file = await open(location, 'r')
  try {
    const { size } = await file.stat()
    const { bytesRead, buffer } = await file.read(Buffer.alloc(1024), 0, 1024, 0)
    return { size, head: buffer.subarray(0, bytesRead) }
  } finally {
    await file.close()
  }
}

async function publish(root: string, url: string, { path: location, sizeBytes }: PublishedSource): Promise<Published> {
  const outside: Published = { ok: false, code: 'OutsidePublicFolder', message: `${location} is not inside the public folder ${root}.` }
  let real: string
  let realRoot: string
  try {
    real = await realpath(location)
    const { size } = await stat(real)
    if (size !== sizeBytes) return sizeChanged(location, sizeBytes, size)
  } catch (error) {
    return sourceProblem(location, error)
  }
  try {
    realRoot = await realpath(root)
  } catch {
    return { ok: false, code: 'LinkFailed', message: `The public folder ${root} cannot be found.` }
  }
  const really = below(realRoot, real)
  if (really === null) {
    return below(root, location) === null ? outside : { ...outside, message: `${location} is a link that leads out of the public folder ${root}.` }
  }
  const said = below(root, location)
  // A link inside the folder is served under its own name; only spelling is taken from the disk.
  const way = said === null || locationKey(said).toLowerCase() === locationKey(really).toLowerCase() ? really : said
  try {
    return { ok: true, url: joined(url, way), token: null, expiresAt: null }
  } catch {
    return { ok: false, code: 'LinkFailed', message: `The name of ${location} holds characters that no address can carry. Rename it.` }
  }
}

/** @returns the way from a folder down to a place in it; null when it is not in it. */
function below(folder: string, place: string): string | null {
  const way = path.relative(folder, place)
  return way === '' || way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way) ? null : way
}

/**
 * Every name percent-encoded by itself, byte for byte as on disk: a server looks for exactly those bytes.
 * @throws URIError for a name that is no Unicode
 */
function joined(base: string, way: string): string {
  const url = new URL(base)
  const address = `${url.origin}${url.pathname.replace(/\/+$/u, '')}/${way.split(path.sep).map(encodeURIComponent).join('/')}`
  return address + url.search
}

/** A file to test with: one of our own, which no watch folder takes for a clip; in a read-only folder any clip. */
async function testFile(root: string): Promise<{ path: string; ours: boolean } | { message: string; advice: string }> {
  const ours = path.join(root, testClipName())
  try {
    await writeFile(ours, testClip(), { flag: 'wx' })
    return { path: ours, ours: true }
  } catch (error) {
    const missing = typeof error === 'object' && error !== null && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    if (missing) return { message: `The public folder ${root} cannot be found.`, advice: 'Connect its drive, or choose the folder again in Settings, under Links.' }
  }
  const theirs = await firstClip(root)
  if (theirs) return { path: theirs, ours: false }
  return { message: `Nothing may be written to ${root} and no clip lies in it, so there is nothing to test with.`, advice: 'Put a clip into the folder, then test again.' }
}

/** Some clip in a folder or a little below it; a library is not searched to its end for it. */
async function firstClip(root: string): Promise<string | null> {
  const waiting = [root]
  let left = 5_000
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    try {
      for await (const entry of await opendir(folder)) {
        if ((left -= 1) < 0) return null
        const place = path.join(folder, entry.name)
        if (entry.isFile() && clipTypeOf(entry.name) !== null && (await stat(place)).size > 0) return place
        if (entry.isDirectory() && !isIgnoredName(entry.name)) waiting.push(place)
      }
    } catch {
      // A folder that may not be read holds no test file for us.
    }
  }
  return null
}
