import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { AccountChoice } from './account-choice.tsx'
import { PersonFields } from './person-fields.tsx'
import classes from './sessions.module.css'

/** *Use an existing group*: a person who is verified already, by the service's id of their group. */
export function ExistingGroupDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('sessions')
  const [, navigate] = useLocation()
  const accounts = useQuery(orpc.accounts.list.queryOptions())
  const [person, setPerson] = useState({ name: '', projectName: 'default', consentNote: '' })
  const [remoteId, setRemoteId] = useState('')
  const [accountId, setAccountId] = useState<number>()
  const [tried, setTried] = useState(false)
  const adopt = useDeed({
    options: orpc.groups.adopt.mutationOptions(),
    touches: ['groups'],
    told: ({ name }) => t('existing.saved', { name }),
    after: ({ id }) => { onClose(); navigate(`/people/${id}`) },
  })

  function save() {
    setTried(true)
    if (person.name.trim() === '' || remoteId.trim() === '') return
    adopt.mutate({ accountId, remoteId: remoteId.trim(), name: person.name.trim(), projectName: person.projectName.trim() || 'default', consentNote: person.consentNote })
  }

  return (
    <Dialog onClose={onClose} title={t('existing.title')} size={520}>
      <form noValidate onSubmit={(event) => { event.preventDefault(); save() }}>
        <Stack gap={16} p="0 12px 12px">
          <p className={classes.quiet}>{t('existing.intro')}</p>
          <TextInput
            label={t('existing.groupId')} description={t('existing.groupIdHelp')} maxLength={200} spellCheck={false} autoComplete="off"
            error={tried && remoteId.trim() === '' ? t('existing.groupIdMissing') : undefined}
            value={remoteId} onChange={(event) => setRemoteId(event.currentTarget.value)}
          />
          <PersonFields value={person} nameError={tried && person.name.trim() === ''} onChange={setPerson} />
          <AccountChoice accounts={accounts.data ?? []} value={accountId} onChange={setAccountId} />
          {adopt.error && <ProblemNote error={adopt.error} />}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={adopt.isPending}>{t('existing.save')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
