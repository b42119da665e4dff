import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sendJson } from './headers.ts'

/** Twice what any account may submit, so that a file that is too large is told so by the checks, with its limits. */
const largestUpload = 2 * 1024 ** 3
const longestNameBytes = 200

class TooLarge extends Error {}

/**
 * Streams a file from the browser into a folder of its own, under its own name, so that equal names do not
 * meet. The name shows only once the file is whole; what broke off is removed.
 */
export async function receiveUpload(uploadDir: string, name: string | null, request: IncomingMessage, response: ServerResponse, limit = largestUpload): Promise<void> {
  const safe = safeName(name ?? '')
  if (safe === null) return refuse(request, response, 400, 'The file has no usable name.')
  if (Number(request.headers['content-length'] ?? 0) > limit) return refuse(request, response, 413, tooLarge(limit))

  const folder = path.join(uploadDir, randomBytes(8).toString('hex'))
  const whole = path.join(folder, safe)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await pipeline(request, atMost(limit), createWriteStream(`${whole}.part`, { mode: 0o600, flags: 'wx' }))
    await rename(`${whole}.part`, whole)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    if (response.destroyed) return
    if (error instanceof TooLarge) return refuse(request, response, 413, tooLarge(limit))
    return refuse(request, response, 500, `The file could not be kept: ${(error as Error).message}`)
  }
  sendJson(response, 201, { path: whole })
}

/**
 * A name that is safe as the last part of a path: no separators, no control characters, at most 200 bytes with
 * its ending kept. Null when nothing is left.
 */
export function safeName(name: string): string | null {
  const base = (name.split(/[/\\]/).at(-1) ?? '')
     
    .replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_')
    .replace(/^\.+/, '')
    .trim()
  if (base === '') return null
  const extension = path.extname(base).slice(0, 20)
  let stem = base.slice(0, base.length - path.extname(base).length)
  while (Buffer.byteLength(stem + extension) > longestNameBytes) stem = Array.from(stem).slice(0, -1).join('')
  return stem + extension
}

function atMost(limit: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > limit) done(new TooLarge())
      else done(null, chunk)
    },
  })
}

function tooLarge(limit: number): string {
  return `The file is larger than ${Math.round(limit / 1024 ** 2)} MB. Put it on this machine and submit it by its path.`
}

/** The rest of the body is not read, so the line cannot be used again. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { error: { kind: 'invalid-input', message } }, { connection: 'close' })
  response.once('finish', () => request.destroy())
}
