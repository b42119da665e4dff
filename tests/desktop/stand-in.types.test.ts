import type { App, Tray } from 'electron'
import { expect, test } from 'vitest'
import { partly } from './stand-in/partly.ts'

test('the stand-in cannot be given a call that Electron does not have, nor one with another shape', () => {
  // The compiler is the test: each of these lines must be an error.
  // @ts-expect-error Electron's app has no such call
  partly<App>('app', { becomeVisible: () => undefined })
  // @ts-expect-error the real one answers with a string
  partly<App>('app', { getVersion: () => 1 })
  // @ts-expect-error a tray has no badge
  partly<Tray>('Tray', { setBadge: () => undefined })
  expect(partly<App>('app', { getVersion: () => '1' }).getVersion()).toBe('1')
})

test('a call the stand-in does not have is said, where it is made', () => {
  expect(() => partly<App>('app', {}).getVersion()).toThrow('The stand-in has no app.getVersion.')
})
