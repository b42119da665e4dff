import type { Session, WebContents } from 'electron'
import { partly } from './partly.ts'

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>

let request: RequestHandler | null = null

export const defaultSession = partly<Session>('session', {
  setPermissionRequestHandler(handler) { request = handler },
  setPermissionCheckHandler: () => undefined,
  setDevicePermissionHandler: () => undefined,
})

/** Electron's name of a permission → Chromium's, as Playwright grants it. */
const permissions: [Parameters<RequestHandler>[1], string[]][] = [
  ['geolocation', ['geolocation']], ['notifications', ['notifications']], ['media', ['camera', 'microphone']],
  ['clipboard-read', ['clipboard-read']], ['clipboard-sanitized-write', ['clipboard-write']],
]

/** What the application would grant a page; everything, as in Electron, when it does not say. */
export function grantedTo(page: WebContents, url: string): string[] {
  return permissions.flatMap(([name, chromiums]) => {
    let granted = request === null
    request?.(page, name, (answer) => { granted = answer }, { requestingUrl: url, isMainFrame: true })
    return granted ? chromiums : []
  })
}
