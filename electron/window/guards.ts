import type { Session, WebContents } from 'electron'
import type { Log } from '../../src/main/capabilities.ts'
import { isPageUrl } from '../page/addresses.ts'

/** What our page may ask for: its own text into the clipboard, and a clip on the whole screen. */
const granted = new Set(['clipboard-sanitized-write', 'fullscreen'])

/** No page gets anywhere but to our own screens, opens a window, embeds another page or is granted a permission. */
export function guardPage(page: WebContents, log: Log): void {
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (isPageUrl(event.url)) return
    event.preventDefault()
    log.warn('A page was kept from going elsewhere.', { to: event.url.slice(0, 200) })
  }
  page.on('will-navigate', stay)
  page.on('will-redirect', stay)
  page.on('will-frame-navigate', stay)
  page.on('will-attach-webview', (event) => event.preventDefault())
  page.setWindowOpenHandler(() => ({ action: 'deny' }))
}

export function guardSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((page, permission, answer, details) => {
    const allowed = granted.has(permission) && isPageUrl(details.requestingUrl)
    if (!allowed) log.warn('A permission was refused.', { permission, url: page?.getURL().slice(0, 200) })
    answer(allowed)
  })
  session.setPermissionCheckHandler((_page, permission, origin) => granted.has(permission) && isPageUrl(origin))
  session.setDevicePermissionHandler(() => false)
  // Files are saved through the dialog of `saveText`; nothing else is ever downloaded.
  session.on('will-download', (event) => event.preventDefault())
}
