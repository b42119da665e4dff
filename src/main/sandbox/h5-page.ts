import { html, type Answer } from './answers.ts'
import type { SandboxState } from './sandbox-state.ts'
import { finishSession, isExpired } from './validation-sessions.ts'

/** `GET /h5?session=…`: stands in for the face check on the person's phone. */
export function showH5Page(state: SandboxState, query: URLSearchParams): Answer {
  const session = state.sessions.find((one) => one.id === query.get('session') && one.bytedToken === query.get('bytedToken'))
  if (!session) return page(404, 'This link is not known · 链接无效', '')
  if (session.outcome === 'passed') return page(200, 'Passed · 认证通过', 'You can close this page. · 可以关闭此页面。')
  if (session.outcome === 'failed') return page(200, 'Not passed · 认证未通过', 'Ask for a new link. · 请重新获取链接。')
  if (session.spent || isExpired(state, session)) return page(200, 'This link has expired · 链接已过期', 'Ask for a new link. · 请重新获取链接。')
  const form = `<form method="post" action="/h5/finish">
      <input type="hidden" name="session" value="${session.id}"><input type="hidden" name="bytedToken" value="${session.bytedToken}">
      <button name="outcome" value="passed">Pass · 通过</button>
      <button name="outcome" value="failed" class="quiet">Fail · 不通过</button>
    </form>`
  return page(200, 'Face check · 真人认证', 'The sandbox checks nobody’s face. Choose how it ends. · 沙盒不检查人脸，请选择结果。', form)
}

/** `POST /h5/finish`: the person pressed one of the buttons. The page does not wait for the callback, which may lead nowhere. */
export function finishH5Page(state: SandboxState, form: URLSearchParams): Answer {
  const session = state.sessions.find((one) => one.id === form.get('session') && one.bytedToken === form.get('bytedToken'))
  const outcome = form.get('outcome')
  const isOpen = session?.outcome === 'open' && !session.spent && !isExpired(state, session)
  if (session && isOpen && (outcome === 'passed' || outcome === 'failed')) void finishSession(state, session, outcome)
  return showH5Page(state, form)
}

function page(status: number, title: string, words: string, form = ''): Answer {
  return html(status, `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 18vh auto 0; padding: 0 1.5rem; text-align: center }
  h1 { font-size: 1.4rem; text-wrap: balance; word-break: keep-all }
  .sandbox { font-size: .8rem; letter-spacing: .08em; opacity: .7 }
  button { font: inherit; width: 100%; padding: .8rem; margin-top: .75rem; border-radius: 6px; border: 1px solid CanvasText; background: CanvasText; color: Canvas; cursor: pointer }
  button.quiet { background: Canvas; color: CanvasText }
</style></head>
<body><p class="sandbox">SANDBOX · 沙盒</p><h1>${title}</h1><p>${words}</p>${form}</body></html>`)
}
