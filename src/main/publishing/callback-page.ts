/** The return address of a validation session: what the service says there, and the page the person's phone shows. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** What came with a call to a return address, as the service writes it. */
export interface CallbackSaid {
  /** `resultCode`: 10000 means that the person has passed. */
  resultCode: string | null
  bytedToken: string | null
}

/** What we made of it; null: there is no such address (any more). */
export type CallbackHeard = 'passed' | 'failed' | 'noted' | null

const mostBytes = 8 * 1024

/** Reads `resultCode` and `bytedToken` from the address, or from a small form or JSON body. */
export async function readCallback(request: IncomingMessage): Promise<CallbackSaid> {
  const query = new URLSearchParams((request.url ?? '').split('?').slice(1).join('?'))
  const body = request.method === 'POST' ? fieldsOf(await bodyOf(request), request.headers['content-type'] ?? '') : new Map<string, string>()
  const field = (name: string) => (query.get(name) ?? body.get(name) ?? null)?.slice(0, 4096) ?? null
  return { resultCode: field('resultCode') ?? field('result_code'), bytedToken: field('bytedToken') ?? field('byted_token') }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > mostBytes) break
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function fieldsOf(text: string, type: string): Map<string, string> {
  if (!type.includes('json')) return new Map(new URLSearchParams(text))
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null) return new Map()
    return new Map(Object.entries(parsed).flatMap(([name, value]): [string, string][] => (typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [])))
  } catch {
    // Not what it says it is: then it says nothing.
    return new Map()
  }
}

const words = {
  passed: ['Thank you. You are done.', 'You can close this page and give the phone back.', '完成，谢谢。', '您可以关闭此页面。'],
  failed: ['That did not work out.', 'Please tell the person who showed you the code; they can start again.', '认证未通过。', '请告知出示二维码的工作人员，可重新开始。'],
  noted: ['Thank you.', 'You can close this page.', '谢谢。', '您可以关闭此页面。'],
} as const

/** A page that needs nothing else: no script, no picture, no other address. */
export function answerCallback(response: ServerResponse, heard: Exclude<CallbackHeard, null>, head: boolean): void {
  const [title, what, zhTitle, zhWhat] = words[heard]
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>
<style>:root{color-scheme:light dark}body{font:18px/1.5 system-ui,sans-serif;margin:15vh auto 0;max-width:22em;padding:0 24px}h1{font-size:24px;margin:0}p{margin:4px 0 32px;opacity:.75}</style>
<h1>${title}</h1><p>${what}</p><h1 lang="zh-CN">${zhTitle}</h1><p lang="zh-CN">${zhWhat}</p></html>
`
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8', 'Content-Length': Buffer.byteLength(page), 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff', 'X-Robots-Tag': 'noindex', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  }).end(head ? undefined : page)
}
