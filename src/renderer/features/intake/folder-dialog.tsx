import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { FileBrowser } from '../folders/file-browser.tsx'
import classes from './intake.module.css'
import { PersonSelect } from './person-select.tsx'

/** A folder of the machine the core runs on, taken in once with everything in it. */
export function FolderDialog({ groupId, onChoose, onClose }: { groupId: number | null; onChoose: (groupId: number, path: string) => void; onClose: () => void }) {
  const { t } = useTranslation('intake')
  const [chosen, setChosen] = useState<number | null>(groupId)
  const [path, setPath] = useState('')
  return (
    <ConfirmDialog opened title={t('folder.title')} confirm={t('folder.confirm')} disabled={chosen === null || path === ''} onClose={onClose} onConfirm={() => chosen !== null && onChoose(chosen, path)}>
      <div className={classes.stack}>
        {groupId === null && <PersonSelect value={chosen} onChange={setChosen} />}
        <p className={classes.quiet}>{t('folder.what')}</p>
        <FileBrowser pick="folder" onPick={setPath} picked={path} />
      </div>
    </ConfirmDialog>
  )
}
