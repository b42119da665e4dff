import { Menu, nativeImage, Tray } from 'electron'
import path from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'

/** @param state picks the image: a plain ring, or one with a mark. */
export interface TrayFace {
  tooltip: string
  state: 'quiet' | 'needs-you'
  menu: MenuItemConstructorOptions[]
}

/** The icon in the tray (the menu bar on macOS). */
export function openTray(resources: string, open: () => void): { show(face: TrayFace): void; close(): void } {
  // On macOS a name ending in Template is drawn in the menu bar's own colour.
  const image = (state: TrayFace['state']) => nativeImage.createFromPath(path.join(resources, `tray/${state}Template.png`))
  const coloured = (state: TrayFace['state']) => nativeImage.createFromPath(path.join(resources, `tray/${state}.png`))
  const of = process.platform === 'darwin' ? image : coloured
  const tray = new Tray(of('quiet'))
  tray.on('click', open)
  let shown = ''
  return {
    show({ tooltip, state, menu }) {
      // Setting a menu closes it where it is open: only when it says something else.
      const looks = JSON.stringify([tooltip, state, menu])
      if (looks === shown) return
      shown = looks
      tray.setToolTip(tooltip)
      tray.setImage(of(state))
      tray.setContextMenu(Menu.buildFromTemplate(menu))
    },
    close: () => tray.destroy(),
  }
}
