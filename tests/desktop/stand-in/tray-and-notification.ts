import { EventEmitter } from 'node:events'
import type { Menu, NativeImage, Notification as ElectronNotification, NotificationConstructorOptions, Tray as ElectronTray } from 'electron'

/** Fails to compile when a class here has a call that Electron's has not. */
type NothingOfItsOwn<Ours, Electrons> = Exclude<keyof Ours, keyof Electrons> extends never ? Ours : never

export class Tray extends EventEmitter implements Pick<ElectronTray, 'setToolTip' | 'setImage' | 'setContextMenu' | 'destroy' | 'isDestroyed'> {
  #destroyed = false
  constructor(_image: NativeImage | string) { super() }
  setToolTip(_text: string): void {}
  setImage(): void {}
  setContextMenu(_menu: Menu | null): void {}
  destroy(): void { this.#destroyed = true }
  isDestroyed(): boolean { return this.#destroyed }
}

export class Notification extends EventEmitter implements Pick<ElectronNotification, 'show' | 'close' | 'title' | 'body'> {
  title: string
  body: string
  constructor({ title = '', body = '' }: NotificationConstructorOptions = {}) {
    super()
    this.title = title
    this.body = body
  }
  show(): void {}
  close(): void {}
  static isSupported(): boolean { return true }
}

export type Checked = [NothingOfItsOwn<Tray, ElectronTray>, NothingOfItsOwn<Notification, ElectronNotification>]
