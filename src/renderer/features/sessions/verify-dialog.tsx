import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { AccountChoice } from './account-choice.tsx'
import { PersonFields } from './person-fields.tsx'
import { SessionDialog } from './session-dialog.tsx'
import classes from './sessions.module.css'

/** *Verify a person*: who it is, then the session with its QR code. */
export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('sessions')
  const accounts = useQuery(orpc.accounts.list.queryOptions())
  const [person, setPerson] = useState({ name: '', projectName: 'default', consentNote: '' })
  const [accountId, setAccountId] = useState<number>()
  const [callback, setCallback] = useState<string | null>(null)
  const [tried, setTried] = useState(false)
  const create = useDeed({ options: orpc.sessions.create.mutationOptions(), touches: ['sessions', 'attention'] })
  const account = accounts.data?.find(({ id }) => id === accountId) ?? accounts.data?.[0]
  const callbackHelp = () => (account?.returnAddress.listensAt == null ? t('field.callbackHelp') : t('field.callbackListens', { at: account.returnAddress.listensAt }))
  if (create.data) return <SessionDialog sessionId={create.data.id} onClose={onClose} />

  function start() {
    setTried(true)
    if (person.name.trim() === '') return
    create.mutate({
      accountId,
      name: person.name.trim(),
      projectName: person.projectName.trim() || 'default',
      consentNote: person.consentNote,
      callbackUrl: callback?.trim() || undefined,
    })
  }

  return (
    <Dialog onClose={onClose} title={t('verify.title')} size={520}>
      <form noValidate onSubmit={(event) => { event.preventDefault(); start() }}>
        <Stack gap={16} p="0 12px 12px">
          <p className={classes.quiet}>{t('verify.intro')}</p>
          <PersonFields value={person} nameError={tried && person.name.trim() === ''} onChange={setPerson} />
          <TextInput type="url" label={t('field.callback')} description={callbackHelp()} placeholder={t('field.callbackOwn')} value={callback ?? (account && !account.returnAddress.byDefault ? account.callbackUrl : '')} onChange={(event) => setCallback(event.currentTarget.value)} spellCheck={false} />
          <AccountChoice accounts={accounts.data ?? []} value={accountId} onChange={setAccountId} />
          {create.error && <ProblemNote error={create.error} />}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={create.isPending}>{t('verify.start')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
