import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { useCounted } from '../clips/use-counted.ts'
import classes from './intake.module.css'
import { PersonSelect } from './person-select.tsx'

/** Files were dropped or picked where everyone's clips are: asks whose these are. */
export function WhoseDialog({ files, onChoose, onClose }: { files: number; onChoose: (groupId: number) => void; onClose: () => void }) {
  const { t } = useTranslation('intake')
  const counted = useCounted()
  const [groupId, setGroupId] = useState<number | null>(null)
  return (
    <ConfirmDialog opened title={t('whose.title')} confirm={t('whose.confirm', counted(files))} disabled={groupId === null} onClose={onClose} onConfirm={() => groupId !== null && onChoose(groupId)}>
      <p className={classes.sentence}>{t('whose.what')}</p>
      <PersonSelect value={groupId} onChange={setGroupId} />
    </ConfirmDialog>
  )
}
