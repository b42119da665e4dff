import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../contract/models/group.ts'
import { orpc } from '../../bridge/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { useDeed } from '../clips/use-deed.ts'

/** Another name for a person; only here, the service is not told. */
export function RenameDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useTranslation('person')
  const [name, setName] = useState(group.name)
  const change = useDeed({ options: orpc.groups.change.mutationOptions(), after: onClose })
  return (
    <ConfirmDialog opened title={t('rename.title')} confirm={t('rename.confirm')} disabled={name.trim() === ''} pending={change.isPending} error={change.error} onClose={onClose} onConfirm={() => change.mutate({ id: group.id, name: name.trim() })}>
      <TextInput data-autofocus label={t('rename.label')} description={t('rename.help')} maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
    </ConfirmDialog>
  )
}
