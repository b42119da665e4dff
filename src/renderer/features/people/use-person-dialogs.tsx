import { useState, type ReactNode } from 'react'
import { ExistingGroupDialog } from '../sessions/existing-group-dialog.tsx'
import { VerifyDialog } from '../sessions/verify-dialog.tsx'

export type PersonDialog = 'verify' | 'existing'

/**
 * *Verify a person* and *Use an existing group*, kept by the screen: the first person who is verified
 * takes "nobody here yet" and its buttons away, and the dialog must outlive them.
 */
export function usePersonDialogs(): { open: (which: PersonDialog) => void; dialogs: ReactNode } {
  const [dialog, setDialog] = useState<PersonDialog | null>(null)
  const close = () => setDialog(null)
  return {
    open: setDialog,
    dialogs: (
      <>
        {dialog === 'verify' && <VerifyDialog onClose={close} />}
        {dialog === 'existing' && <ExistingGroupDialog onClose={close} />}
      </>
    ),
  }
}
