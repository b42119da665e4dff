import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './dialog.tsx'
import { ProblemNote } from './problem-note.tsx'

export interface ConfirmDialogProps {
  opened: boolean
  title: ReactNode
  /** What will happen, and what will not. */
  children: ReactNode
  /** Names the verb and the count: "Resubmit 12 clips", never "OK". */
  confirm: string
  /** A destructive deed is a plain button, and Cancel has the focus. */
  destructive?: boolean
  pending?: boolean
  error?: unknown
  disabled?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before a deed that is hard to take back. */
export function ConfirmDialog({ opened, title, children, confirm, destructive = false, pending, error, disabled, onConfirm, onClose }: ConfirmDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog opened={opened} closeOnClickOutside onClose={onClose} title={title} size={480}>
      <Stack gap={16} p="0 12px 12px">
        <div>{children}</div>
        {error ? <ProblemNote error={error} /> : null}
        <Group justify="flex-end" gap={8}>
          <Button size="md" onClick={onClose} data-autofocus={destructive || undefined}>{t('common:action.cancel')}</Button>
          <Button size="md" variant={destructive ? 'default' : 'filled'} onClick={onConfirm} loading={pending} disabled={disabled} data-autofocus={!destructive || undefined}>{confirm}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
