import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WatchFolder } from '../../../contract/models/folder.ts'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Mono } from '../../components/mono.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../clips/use-deed.ts'
import { FolderSettingsFields } from './folder-fields.tsx'
import { fieldsOf, settingsOf } from './folder-settings.ts'

/** Changes how long a watched folder waits and what it leaves alone. */
export function FolderSettingsDialog({ folder, onClose }: { folder: WatchFolder; onClose: () => void }) {
  const { t } = useTranslation('folders')
  const [fields, setFields] = useState(() => fieldsOf(folder))
  const change = useDeed({ options: orpc.folders.change.mutationOptions(), told: () => t('told.changed'), after: onClose })
  return (
    <Dialog onClose={onClose} title={t('settings.title')} size={560}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ id: folder.id, settings: settingsOf(fields) })
        }}
      >
        <Stack gap={16} p="0 12px 12px">
          <Mono>{folder.path}</Mono>
          <FolderSettingsFields fields={fields} onChange={setFields} />
          {change.error && <ProblemNote error={change.error} />}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={change.isPending}>{t('settings.confirm')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
