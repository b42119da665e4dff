import { Notification } from 'electron'
import type { Notice } from '../pulse/news.ts'

/** Shows notices; a newer one of its kind takes the place of the one before. A click leads where it says. */
export function openNotices(go: (place: string) => void): { show(notice: Notice): void; close(): void } {
  // Held on to: a notification that is collected as garbage forgets its click.
  const shown = new Map<Notice['kind'], Notification>()
  return {
    show({ kind, title, body, place }) {
      if (!Notification.isSupported()) return
      shown.get(kind)?.close()
      const notification = new Notification({ title, body })
      notification.on('click', () => go(place))
      shown.set(kind, notification)
      notification.show()
    },
    close() {
      for (const notification of shown.values()) notification.close()
      shown.clear()
    },
  }
}
