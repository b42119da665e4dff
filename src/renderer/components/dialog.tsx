import { Modal, type ModalProps } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TypedNote } from './typed-note.tsx'
import { useFocusGivenBack } from './use-focus-given-back.ts'

export interface DialogProps extends Pick<ModalProps, 'title' | 'size' | 'onClose' | 'children' | 'closeOnEscape' | 'closeOnClickOutside'> {
  /** Left out where it is mounted only while it is open. */
  opened?: boolean
}

/**
 * A dialog. A click beside it does not throw away what was typed in it; Esc and its cross ask first, and go at once where
 * nothing was. What opened it has the focus afterwards.
 */
export function Dialog({ opened = true, closeOnClickOutside = false, onClose, children, ...props }: DialogProps) {
  const { t } = useTranslation()
  useFocusGivenBack(opened)
  const [asking, setAsking] = useState(false)
  // Where it stays mounted, the next opening begins without the question.
  if (asking && !opened) setAsking(false)
  /** Fields that had the focus, with what stood in them at first. */
  const fields = useRef(new Map<HTMLInputElement | HTMLTextAreaElement, string>())

  function noteField({ target }: { target: EventTarget }): void {
    if ((target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && !target.readOnly && !fields.current.has(target)) fields.current.set(target, target.value)
  }
  function leave(): void {
    const typed = [...fields.current].some(([field, before]) => field.isConnected && field.value !== before)
    // Esc once more: the question goes, and what was typed stays.
    if (typed) setAsking(!asking)
    else onClose()
  }
  return (
    <Modal opened={opened} closeOnClickOutside={closeOnClickOutside} closeButtonProps={{ 'aria-label': t('common:action.close') }} onClose={leave} {...props}>
      {asking && <TypedNote onKeep={() => setAsking(false)} onDiscard={onClose} />}
      <div onFocus={noteField}>{children}</div>
    </Modal>
  )
}
