import { useQuery } from '@tanstack/react-query'
import { desktopBridge } from '../../bridge/desktop-bridge.ts'

export const desktopStateKey = ['desktop', 'state']

/** What the desktop application tells of itself; never anything in a browser. */
export function useDesktopState() {
  const bridge = desktopBridge()
  return useQuery({ queryKey: desktopStateKey, enabled: bridge !== null, staleTime: 0, queryFn: () => bridge?.state() ?? Promise.reject(new Error('There is no desktop.')) })
}
