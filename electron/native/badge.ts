import type { App, BrowserWindow, NativeImage } from 'electron'

/** Where Greenroom's icon is shown besides its windows. */
export interface IconPlaces {
  app: Pick<App, 'setBadgeCount'>
  window: Pick<BrowserWindow, 'setOverlayIcon'>
  platform: NodeJS.Platform
  /** The picture that is laid over the icon where a number cannot be. */
  mark(): NativeImage
}

/**
 * Says on the application's icon how many matters need a person: as a number where the system has one there (the dock,
 * some Linux desktops), as a mark on Windows' taskbar, which takes pictures alone. `said`: the same for whoever cannot see it.
 */
export function showBadge({ app, window, platform, mark }: IconPlaces, needYou: number, said: string): void {
  if (platform !== 'win32') app.setBadgeCount(needYou)
  else if (needYou > 0) window.setOverlayIcon(mark(), said)
  else window.setOverlayIcon(null, '')
}
