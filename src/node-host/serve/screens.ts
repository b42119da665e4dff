import { readFile, realpath } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { typeOfScreenFile } from './file-types.ts'
import { securityHeaders, sendText } from './headers.ts'
import { newNonce, withNonce } from './page-nonce.ts'
import { sendFile } from './send-file.ts'

/** A file of the built screens under its address, or null for an address that leaves their folder. */
export function screenFile(root: string, pathname: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const file = path.resolve(root, `.${path.posix.normalize(`/${decoded}`)}`)
  return file === root || file.startsWith(root + path.sep) ? file : null
}

/** Serves the screens. Any address without a file's ending is the page itself: it finds its own way. `rescue`: the one for a ledger that cannot be opened. */
export async function serveScreens(root: string, pathname: string, request: IncomingMessage, response: ServerResponse, rescue = false): Promise<void> {
  const file = screenFile(root, pathname)
  if (file === null) return sendText(response, 400, 'That is no address here.')
  const isPage = path.extname(file) === ''
  if (isPage) return servePage(root, request, response, rescue)
  // Names of built assets carry a hash of what is in them.
  const caching = pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  const sent = (await liesReallyIn(root, file)) && await sendFile(request, response, file, { ...securityHeaders(request), 'content-type': typeOfScreenFile(file), 'cache-control': caching })
  if (!sent) sendText(response, 404, 'There is no such file.')
}

/** Whether a file still lies in a folder when every symbolic link on its way is followed. */
async function liesReallyIn(root: string, file: string): Promise<boolean> {
  try {
    return (await realpath(file)).startsWith((await realpath(root)) + path.sep)
  } catch {
    return false
  }
}

/** The page itself, with a nonce of its own: never kept by the browser. */
async function servePage(root: string, request: IncomingMessage, response: ServerResponse, rescue: boolean): Promise<void> {
  const html = await readFile(path.join(root, 'index.html'), 'utf8').catch(() => null)
  if (html === null) return sendText(response, 404, 'The screens are not built.')
  const nonce = newNonce()
  const body = withNonce(html, nonce, rescue)
  response.writeHead(200, { ...securityHeaders(request, nonce), 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-length': String(Buffer.byteLength(body)) })
  response.end(request.method === 'HEAD' ? undefined : body)
}
