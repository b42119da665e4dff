import type { App, BrowserWindow, NativeImage } from 'electron'
import { expect, test } from 'vitest'
import { showBadge } from '../../electron/native/badge.ts'
import { partly } from './stand-in/partly.ts'

function shownOn(platform: NodeJS.Platform, needYou: number): unknown[] {
  const shown: unknown[] = []
  const image = partly<NativeImage>('NativeImage', {})
  showBadge({
    platform, mark: () => image,
    app: partly<App>('app', { setBadgeCount: (count) => shown.push(['number', count]) > 0 }),
    window: partly<BrowserWindow>('BrowserWindow', { setOverlayIcon: (overlay, description) => void shown.push([overlay === null ? 'no mark' : 'a mark', description]) }),
  }, needYou, `Needs you: ${needYou}`)
  return shown
}

test('what needs a person is a number on the dock, and a mark with words on Windows’ taskbar', () => {
  expect(shownOn('darwin', 3)).toEqual([['number', 3]])
  expect(shownOn('linux', 0)).toEqual([['number', 0]])
  expect(shownOn('win32', 3)).toEqual([['a mark', 'Needs you: 3']])
})

test('the mark goes when nothing needs a person any more', () => {
  expect(shownOn('win32', 0)).toEqual([['no mark', '']])
})
