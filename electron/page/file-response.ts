import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { rangeOf } from '../../src/node-host/serve/send-file.ts'

/** A regular file, or the one range of it that was asked for (206; 416 when it lies outside); null when there is none. */
export async function fileResponse(file: string, request: Request, headers: Record<string, string>): Promise<Response | null> {
  const facts = await stat(file).catch(() => null)
  if (!facts?.isFile()) return null
  const range = rangeOf(request.headers.get('range') ?? undefined, facts.size)
  if (range === 'outside') return new Response('That part of the file does not exist.', { status: 416, headers: { 'content-range': `bytes */${facts.size}` } })
  const { start, end } = range ?? { start: 0, end: facts.size - 1 }
  const body = request.method === 'HEAD' || facts.size === 0 ? null : (Readable.toWeb(createReadStream(file, { start, end })) as ReadableStream)
  return new Response(body, {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      'accept-ranges': 'bytes',
      'content-length': String(end - start + 1),
      'last-modified': facts.mtime.toUTCString(),
      ...(range ? { 'content-range': `bytes ${start}-${end}/${facts.size}` } : {}),
    },
  })
}
