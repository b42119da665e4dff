import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../contract/models/account.ts'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from './use-deed.ts'

/** Corrects what stopped an account, its key or its address, and lets it go on. */
export function MendAccountDialog({ account, what, onClose }: { account: Account; what: 'key' | 'url'; onClose: () => void }) {
  const { t } = useTranslation('needs-you')
  const [value, setValue] = useState(what === 'url' ? account.baseUrl : '')
  const save = useDeed({ options: orpc.accounts.set.mutationOptions(), told: () => t('mend.saved'), after: onClose })
  const given = value.trim()
  return (
    <Dialog onClose={onClose} title={t(what === 'key' ? 'mend.keyTitle' : 'mend.urlTitle')} size={480}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(what === 'key' ? { id: account.id, settings: {}, key: given } : { id: account.id, settings: { baseUrl: given } })
        }}
      >
        <Stack gap={16} p="0 12px 12px">
          {what === 'key'
            ? <PasswordInput data-autofocus label={t('mend.key')} description={t('mend.keyHelp')} value={value} onChange={(event) => setValue(event.currentTarget.value)} autoComplete="off" />
            : <TextInput data-autofocus type="url" label={t('mend.url')} description={t('mend.urlHelp')} value={value} onChange={(event) => setValue(event.currentTarget.value)} spellCheck={false} />}
          {save.error && <ProblemNote error={save.error} />}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={save.isPending} disabled={given === ''}>{t('mend.save')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
