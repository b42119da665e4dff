import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { sendText } from './headers.ts'

/**
 * Sends a regular file, or the one range of it that was asked for (206; 416 when it lies outside).
 * @returns false when there is no such file; nothing was sent then.
 */
export async function sendFile(request: IncomingMessage, response: ServerResponse, file: string, headers: Record<string, string>): Promise<boolean> {
  let handle
  try {
    handle = await open(file, 'r')
  } catch {
    return false
  }
  const facts = await handle.stat()
  if (!facts.isFile()) {
    await handle.close()
    return false
  }
  const range = rangeOf(request.headers.range, facts.size)
  if (range === 'outside') {
    await handle.close()
    sendText(response, 416, 'That part of the file does not exist.', { 'content-range': `bytes */${facts.size}` })
    return true
  }
  const { start, end } = range ?? { start: 0, end: facts.size - 1 }
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'accept-ranges': 'bytes',
    'content-length': String(end - start + 1),
    'last-modified': facts.mtime.toUTCString(),
    ...(range ? { 'content-range': `bytes ${start}-${end}/${facts.size}` } : {}),
  })
  if (request.method === 'HEAD' || facts.size === 0) {
    await handle.close()
    response.end()
    return true
  }
  // A player that seeks closes the line and asks again: that is no error.
  await pipeline(createReadStream(file, { fd: handle, start, end }), response).catch(() => response.destroy())
  return true
}

/** One `bytes=` range; several ranges, or a header we cannot read, mean the whole file, as the standard allows. */
export function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'outside' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  if (match[1] === '') {
    const last = Number(match[2])
    return last === 0 || size === 0 ? 'outside' : { start: Math.max(0, size - last), end: size - 1 }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (start >= size) return 'outside'
  return end < start ? null : { start, end }
}
