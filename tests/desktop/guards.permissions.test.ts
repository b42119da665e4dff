import type { Session } from 'electron'
import { expect, test } from 'vitest'
import { guardSession } from '../../electron/window/guards.ts'

type Handlers = { request: NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>; check: NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>; device: NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]> }

function guarded(): Handlers {
  const handlers: Partial<Handlers> = {}
  const session = {
    setPermissionRequestHandler: (handler: Handlers['request']) => { handlers.request = handler },
    setPermissionCheckHandler: (handler: Handlers['check']) => { handlers.check = handler },
    setDevicePermissionHandler: (handler: Handlers['device']) => { handlers.device = handler },
    on: () => undefined,
  }
  guardSession(session as unknown as Session, { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined })
  return handlers as Handlers
}

const ours = 'greenroom-app://screens/'
const asked = ['clipboard-sanitized-write', 'fullscreen', 'clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal', 'pointerLock', 'fileSystem', 'display-capture', 'midi', 'unknown'] as const

test('our page may copy text and show a clip on the whole screen, and no more; another page may nothing', () => {
  const { request, check, device } = guarded()
  const grantedTo = (url: string) => asked.filter((permission) => {
    let granted: boolean | null = null
    request(null as never, permission, (answer) => { granted = answer }, { requestingUrl: url, isMainFrame: true })
    expect(check(null, permission as never, url, {} as never), permission).toBe(granted)
    return granted
  })
  expect(grantedTo(ours)).toEqual(['clipboard-sanitized-write', 'fullscreen'])
  for (const other of ['https://example.com/', 'greenroom-app://elsewhere/', 'file:///etc/passwd', '']) expect(grantedTo(other)).toEqual([])
  expect(device({ deviceType: 'usb', origin: ours } as never)).toBe(false)
})
