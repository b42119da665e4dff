import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../contract/models/account.ts'
import { orpc } from '../../bridge/client.ts'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { KeysNote } from '../settings/keys-note.tsx'
import { TrialNote } from '../settings/trial-note.tsx'

/** Address and key of the account; tried at once, so that a wrong one is mended here. */
export function ConnectForm({ account }: { account: Account | undefined }) {
  const { t } = useTranslation('first-run')
  const [baseUrl, setBaseUrl] = useState(account?.baseUrl ?? 'https://xcompute.us')
  const [key, setKey] = useState('')
  const [tried, setTried] = useState(false)
  const trial = useDeed({ options: orpc.accounts.test.mutationOptions(), touches: [] })
  const after = ({ id }: { id: number }) => trial.mutate({ id })
  const create = useDeed({ options: orpc.accounts.create.mutationOptions(), after })
  const set = useDeed({ options: orpc.accounts.set.mutationOptions(), after })
  const error = create.error ?? set.error ?? trial.error

  function connect() {
    setTried(true)
    if (key.trim() === '') return
    trial.reset()
    if (account) set.mutate({ id: account.id, settings: { baseUrl: baseUrl.trim() }, key: key.trim() })
    else create.mutate({ name: 'default', baseUrl: baseUrl.trim(), key: key.trim() })
  }

  return (
    <form noValidate onSubmit={(event) => { event.preventDefault(); connect() }}>
      <Stack gap={16} maw={480}>
        <TextInput type="url" size="sm" label={t('begin.url')} description={t('begin.urlHelp')} spellCheck={false} value={baseUrl} onChange={(event) => setBaseUrl(event.currentTarget.value)} />
        <KeysNote />
        <PasswordInput label={t('begin.key')} description={t('begin.keyHelp')} autoComplete="off" error={tried && key.trim() === '' ? t('begin.keyMissing') : undefined} value={key} onChange={(event) => setKey(event.currentTarget.value)} />
        {error && <ProblemNote error={error} />}
        {trial.data && <TrialNote trial={trial.data.ok ? { ...trial.data, message: t('begin.connected') } : trial.data} />}
        <div><Button type="submit" variant={trial.data?.ok ? 'default' : 'filled'} loading={create.isPending || set.isPending || trial.isPending}>{t('begin.connectButton')}</Button></div>
      </Stack>
    </form>
  )
}
