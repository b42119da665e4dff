import { useEffect, useState } from 'react'

/**
 * Gives the focus back to what had it, when something that is mounted only while it is open goes and leaves it
 * nowhere: whoever works by keyboard would begin again at the top of the page.
 * @param opened whether it is open from the first on; otherwise it is not this hook's matter
 */
export function useFocusGivenBack(opened = true): void {
  const [before] = useState(() => (opened ? document.activeElement : null))
  useEffect(() => () => {
    // Once the browser has taken the focus from what went; what took it meanwhile keeps it.
    requestAnimationFrame(() => {
      const nobody = document.activeElement === null || document.activeElement === document.body
      if (nobody && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    })
  }, [before])
}
