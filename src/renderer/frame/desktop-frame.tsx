import { useEffect } from 'react'
import { desktopBridge } from '../bridge/desktop-bridge.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { useAppearance } from '../theme/use-appearance.ts'

// Once a page, for the bridge has no way to stop listening.
desktopBridge()?.onGo((place) => { window.location.hash = place })

/** Keeps the desktop shell's menus, tray and title bar in the page's language and theme; draws nothing. */
export function DesktopFrame() {
  const { language } = useLanguage()
  const { appearance } = useAppearance()
  useEffect(() => {
    desktopBridge()?.dressed({ language, appearance })
  }, [language, appearance])
  return null
}
