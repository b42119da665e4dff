import { Modal, type ModalProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFocusGivenBack } from './use-focus-given-back.ts'

export interface DialogProps extends Pick<ModalProps, 'title' | 'size' | 'onClose' | 'children' | 'closeOnEscape' | 'closeOnClickOutside'> {
  /** Left out where it is mounted only while it is open. */
  opened?: boolean
}

/** A dialog: a click beside it does not throw away what was typed in it, and what opened it has the focus afterwards. */
export function Dialog({ opened = true, closeOnClickOutside = false, ...props }: DialogProps) {
  const { t } = useTranslation()
  useFocusGivenBack(opened)
  return <Modal opened={opened} closeOnClickOutside={closeOnClickOutside} closeButtonProps={{ 'aria-label': t('common:action.close') }} {...props} />
}
