import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { typeOfScreenFile } from './file-types.ts'
import { securityHeaders, sendText } from './headers.ts'
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

/** Serves the screens. Any address without a file's ending is the page itself: it finds its own way. */
export async function serveScreens(root: string, pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = screenFile(root, pathname)
  if (file === null) return sendText(response, 400, 'That is no address here.')
  const isPage = path.extname(file) === ''
  const wanted = isPage ? path.join(root, 'index.html') : file
  // Names of built assets carry a hash of what is in them.
  const caching = pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  const sent = await sendFile(request, response, wanted, { ...securityHeaders(request), 'content-type': typeOfScreenFile(wanted), 'cache-control': caching })
  if (!sent) sendText(response, 404, isPage ? 'The screens are not built.' : 'There is no such file.')
}
