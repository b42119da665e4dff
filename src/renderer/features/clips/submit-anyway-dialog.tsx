import { useTranslation } from 'react-i18next'
import type { ClipSelection } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { useDeed } from './use-deed.ts'
import classes from './dialogs.module.css'
import { useCounted } from './use-counted.ts'
import { useUndoable } from './use-undoable.tsx'

/** Asks before clips that break a limit are sent all the same. */
export function SubmitAnywayDialog({ selection, count, onClose }: { selection: ClipSelection; count: number; onClose: () => void }) {
  const { t } = useTranslation('clips')
  const counted = useCounted()
  const tellUndoable = useUndoable()
  const submit = useDeed({ options: orpc.clips.submitAnyway.mutationOptions(), after: ({ changed, deed }) => { onClose(); tellUndoable(t('done.submittedAnyway', counted(changed)), deed) } })
  return (
    <ConfirmDialog opened title={t('anyway.title')} confirm={t('anyway.confirm', counted(count))} destructive pending={submit.isPending} error={submit.error} onClose={onClose} onConfirm={() => submit.mutate(selection)}>
      <p className={classes.sentence}>{t('anyway.what', counted(count))}</p>
    </ConfirmDialog>
  )
}
