import { html, json, type Answer } from './answers.ts'

/** Error kinds of the vendor's page (`docs` shows its words in Chinese; the sandbox speaks as it does). */
const envelopes = {
  400: { message: '请求参数无效', type: 'invalid_request_error' },
  401: { message: '身份验证失败，请检查您的API密钥', type: 'authentication_error' },
  402: { message: '账户余额不足，请充值后再试', type: 'payment_required' },
  404: { message: '任务不存在', type: 'invalid_request_error' },
  429: { message: '请求过于频繁，请稍后再试', type: 'rate_limit_error' },
  500: { message: '服务器内部错误，请稍后重试', type: 'server_error' },
} as const

/** The vendor's error envelope; `detail` is appended to its words. */
export function refusal(status: keyof typeof envelopes, detail?: string, headers: Record<string, string> = {}): Answer {
  const { message, type } = envelopes[status]
  return json(status, { error: { code: status, message: detail ? `${message}：${detail}` : message, type } }, headers)
}

/** A refusal under HTTP 200: only `code` in the body tells. */
export function refusalUnder200(): Answer {
  return json(200, { code: 500, message: envelopes[500].message, data: null })
}

/** What a gateway in front of the service answers when the service does not. */
export function gatewayPage(status: 200 | 500 | 502): Answer {
  const words = { 200: 'Welcome', 500: '500 Internal Server Error', 502: '502 Bad Gateway' }[status]
  return html(status, `<html><head><title>${words}</title></head><body><center><h1>${words}</h1></center><hr><center>nginx</center></body></html>`)
}
