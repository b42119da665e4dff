import { ActionIcon, Portal, Tooltip } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './drawer.module.css'
import { useFocusGivenBack } from './use-focus-given-back.ts'

export interface DrawerProps {
  /** Drawn only while open: mount it, or leave it out. */
  title: ReactNode
  onClose: () => void
  /** ↑ and ↓: the neighbour in the list beside it; null at an end. */
  onPrevious?: (() => void) | null
  onNext?: (() => void) | null
  /** Buttons that stay in sight. */
  foot?: ReactNode
  children: ReactNode
}

/** The id of the element drawers are drawn into; the frame has it. */
export const drawerHostId = 'drawer-host'

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** 440 px from the right, without a scrim: what is beside it stays usable. Esc closes, ↑ ↓ walk. */
export function Drawer({ title, onClose, onPrevious, onNext, foot, children }: DrawerProps) {
  const { t } = useTranslation()
  const id = useId()
  const panel = useRef<HTMLElement>(null)
  useFocusGivenBack()
  const handlers = useRef({ onClose, onPrevious, onNext })
  useEffect(() => {
    handlers.current = { onClose, onPrevious, onNext }
  })
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Escape') {
        // A dialog or a menu above it closes first.
        if (document.querySelector('[aria-modal=true], [role=menu], [role=listbox]')) return
        event.preventDefault()
        handlers.current.onClose()
        return
      }
      const walk = event.key === 'ArrowUp' ? handlers.current.onPrevious : event.key === 'ArrowDown' ? handlers.current.onNext : null
      if (!walk || isWriting(event.target)) return
      // A list with the focus walks by itself, and the drawer follows it.
      if (event.target instanceof Element && event.target.closest('[role=grid],[role=tablist],[role=radiogroup],video')) return
      event.preventDefault()
      walk()
    }
    // A tooltip keeps the Esc that closes it to itself; a drawer under it should close by the same key. A field
    // that is written in has its own use for Esc, and comes first.
    function onKeyDownEarly(event: KeyboardEvent): void {
      if (event.key === 'Escape' && !isWriting(event.target)) onKeyDown(event)
    }
    window.addEventListener('keydown', onKeyDownEarly, true)
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onKeyDownEarly, true)
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
  const target = document.getElementById(drawerHostId) ?? undefined
  return (
    <Portal target={target}>
      <aside ref={panel} className={classes.drawer} role="complementary" aria-labelledby={id}>
        <header className={classes.head}>
          <h2 id={id} className={classes.title}>{title}</h2>
          {onPrevious !== undefined && (
            <Tooltip label={t('common:drawer.previous')}>
              <ActionIcon data-shows aria-label={t('common:drawer.previous')} disabled={!onPrevious} onClick={() => onPrevious?.()}><IconChevronUp size={18} /></ActionIcon>
            </Tooltip>
          )}
          {onNext !== undefined && (
            <Tooltip label={t('common:drawer.next')}>
              <ActionIcon data-shows aria-label={t('common:drawer.next')} disabled={!onNext} onClick={() => onNext?.()}><IconChevronDown size={18} /></ActionIcon>
            </Tooltip>
          )}
          <Tooltip label={t('common:action.close')}>
            <ActionIcon data-shows aria-label={t('common:action.close')} onClick={onClose}><IconX size={18} /></ActionIcon>
          </Tooltip>
        </header>
        <div className={classes.body} tabIndex={-1}>{children}</div>
        {foot && <footer className={classes.foot}>{foot}</footer>}
      </aside>
    </Portal>
  )
}
