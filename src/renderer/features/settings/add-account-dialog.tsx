import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { KeysNote } from './keys-note.tsx'

/** One more account at the service, or at another one that speaks the same API. */
export function AddAccountDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('settings')
  const [value, setValue] = useState({ name: '', baseUrl: 'https://xcompute.us', key: '' })
  const create = useDeed({ options: orpc.accounts.create.mutationOptions(), told: ({ name }) => t('account.created', { name }), after: onClose })
  return (
    <Dialog onClose={onClose} title={t('account.add')} size={480}>
      <form onSubmit={(event) => { event.preventDefault(); create.mutate({ name: value.name.trim(), baseUrl: value.baseUrl.trim(), key: value.key.trim() }) }}>
        <Stack gap={16} p="0 12px 12px">
          <TextInput data-autofocus required withAsterisk={false} maxLength={80} label={t('account.name')} description={t('account.nameHelp')} value={value.name} onChange={(event) => setValue({ ...value, name: event.currentTarget.value })} />
          <TextInput required withAsterisk={false} type="url" spellCheck={false} label={t('account.url')} description={t('account.urlHelp')} value={value.baseUrl} onChange={(event) => setValue({ ...value, baseUrl: event.currentTarget.value })} />
          <KeysNote />
          <PasswordInput required withAsterisk={false} autoComplete="off" label={t('account.key')} value={value.key} onChange={(event) => setValue({ ...value, key: event.currentTarget.value })} />
          {create.error && <ProblemNote error={create.error} />}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={create.isPending}>{t('account.create')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
