import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { typeOfClip, typeOfScreenFile } from '../../src/node-host/serve/file-types.ts'
import { newNonce, withNonce } from '../../src/node-host/serve/page-nonce.ts'
import { screenFile } from '../../src/node-host/serve/screens.ts'
import { isPageUrl } from './addresses.ts'
import { fileResponse } from './file-response.ts'
import { pageHeaders } from './page-headers.ts'

export interface PageOptions {
  /** Where the built screens lie. */
  screensDir: string
  /** The file behind a preview (a clip's id, or `copy-` and a preparation's); null when it is no local file of the ledger. */
  previewPath(key: string): Promise<string | null>
  /** Whether the page is to be the one for a ledger that cannot be opened. */
  rescue(): boolean
}

/** Answers every request of the page's own scheme: the screens, and previews of the ledger's clips. Nothing else on this machine. */
export function answerPage({ screensDir, previewPath, rescue }: PageOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isPageUrl(request.url)) return plain(404, 'There is nothing at this address.')
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET and HEAD are answered here.')
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/preview/')) return preview(request, pathname.slice('/preview/'.length), previewPath)
    const file = screenFile(screensDir, pathname)
    if (file === null) return plain(400, 'That is no address here.')
    if (path.extname(file) === '') return page(screensDir, rescue())
    const headers = { 'content-type': typeOfScreenFile(file), 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' }
    return (await fileResponse(file, request, headers)) ?? plain(404, 'There is no such file.')
  }
}

async function page(screensDir: string, rescue: boolean): Promise<Response> {
  const html = await readFile(path.join(screensDir, 'index.html'), 'utf8').catch(() => null)
  if (html === null) return plain(404, 'The screens are not built.')
  const nonce = newNonce()
  return new Response(withNonce(html, nonce, rescue), { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...pageHeaders(nonce) } })
}

async function preview(request: Request, id: string, previewPath: PageOptions['previewPath']): Promise<Response> {
  const file = /^(copy-)?\d{1,15}$/.test(id) ? await previewPath(id) : null
  const headers = { 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-cache', 'content-security-policy': "default-src 'none'; sandbox" }
  const answer = file === null ? null : await fileResponse(file, request, { ...headers, 'content-type': typeOfClip(file) })
  return answer ?? plain(404, 'There is no file to show for this clip.')
}

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } })
}
