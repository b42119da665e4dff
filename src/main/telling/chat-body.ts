import { createHmac } from 'node:crypto'
import type { ChannelKind } from '../../contract/models/channel.ts'
import type { Message } from './news-words.ts'

/** The services whose incoming webhooks take JSON by POST. */
export type HookKind = Exclude<ChannelKind, 'mail' | 'heartbeat'>

export interface HookRequest {
  url: string
  body: Record<string, unknown>
}

/**
 * A message as each service wants it.
 * @param now UTC ms; Feishu and DingTalk sign it together with their secret
 * @see https://api.slack.com/messaging/webhooks · https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
 *   · https://developer.work.weixin.qq.com/document/path/91770 · https://open.dingtalk.com/document/robots/custom-robot-access
 */
export function hookRequest(kind: HookKind, hook: { url: string; signingSecret?: string | undefined }, message: Message, now: number): HookRequest {
  const text = [message.title, ...message.lines].join('\n')
  switch (kind) {
    case 'webhook':
      return { url: hook.url, body: { source: 'greenroom', at: new Date(now).toISOString(), ...message } }
    case 'slack':
      return { url: hook.url, body: { text: escapedForSlack(text) } }
    case 'feishu':
      return { url: hook.url, body: { ...feishuSignature(hook.signingSecret, now), msg_type: 'text', content: { text } } }
    case 'wecom':
      return { url: hook.url, body: { msgtype: 'text', text: { content: cutToBytes(text, wecomMostBytes) } } }
    case 'dingtalk':
      return { url: signedForDingTalk(hook.url, hook.signingSecret, now), body: { msgtype: 'text', text: { content: text } } }
  }
}

/** These say in the body, under HTTP 200, that they did not take it. Null: it was taken. */
export function refusalIn(kind: HookKind, answer: string): string | null {
  if (kind === 'webhook') return null
  if (kind === 'slack') return answer.trim() === 'ok' || answer.trim() === '' ? null : answer.slice(0, 200)
  const said = parsed(answer)
  if (said === null) return `it answered with something that is no JSON: ${answer.slice(0, 100)}`
  const code = kind === 'feishu' ? (said['code'] ?? said['StatusCode']) : said['errcode']
  if (code === 0) return null
  const words = [said['msg'], said['StatusMessage'], said['errmsg']].find((each) => typeof each === 'string')
  return (words ?? answer).slice(0, 200)
}

/** WeCom takes 2,048 bytes of text and refuses more. */
const wecomMostBytes = 2048

function cutToBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text
  return `${Buffer.from(text).subarray(0, most - 3).toString('utf8').replace(/�+$/u, '')}…`
}

/** A name such as `<!channel>` must not call a whole company. */
function escapedForSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Feishu signs nothing with a key made of time and secret. */
function feishuSignature(secret: string | undefined, now: number): { timestamp?: string; sign?: string } {
  if (!secret) return {}
  const timestamp = String(Math.floor(now / 1000))
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64') }
}

function signedForDingTalk(address: string, secret: string | undefined, now: number): string {
  if (!secret) return address
  const url = new URL(address)
  url.searchParams.set('timestamp', String(now))
  url.searchParams.set('sign', createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64'))
  return url.href
}

function parsed(answer: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(answer)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
