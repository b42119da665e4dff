import { Button } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { host } from '../../bridge/host.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { accountStopOf } from './account-stop.ts'
import { MendAccountDialog } from './mend-account-dialog.tsx'
import { Affected } from './affected.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'

/** The account stopped: a new key, a right address, or a topped-up balance makes it go on. */
export function AccountStoppedCard({ cause }: { cause: Extract<Cause, { kind: 'account-stopped' }> }) {
  const { t } = useTranslation('needs-you')
  const words = useCauseWords()(cause)
  const stop = accountStopOf(cause.stop)
  const accounts = useQuery(orpc.accounts.list.queryOptions())
  const account = accounts.data?.find(({ id }) => id === cause.accountId)
  const [mending, setMending] = useState<'key' | 'url' | null>(null)
  const resume = useDeed({ options: orpc.accounts.resume.mutationOptions(), told: () => t('mend.saved') })
  const goOn = (label: string, recommended = false) => (
    <Button variant={recommended ? 'filled' : 'default'} loading={resume.isPending} onClick={() => resume.mutate({ id: cause.accountId })}>{label}</Button>
  )

  const buttons = {
    'key-refused': <><Button variant="filled" onClick={() => setMending('key')}>{t('account.newKey')}</Button>{goOn(t('account.tryAgain'))}</>,
    'no-key': <Button variant="filled" onClick={() => setMending('key')}>{t('account.firstKey')}</Button>,
    'no-balance': <>{goOn(t('account.toppedUp'), true)}{account && <Button onClick={() => host.openExternal(account.baseUrl)}>{t('account.openService')}</Button>}</>,
    'not-the-api': <><Button variant="filled" onClick={() => setMending('url')}>{t('account.correctUrl')}</Button>{goOn(t('account.tryAgain'))}</>,
    other: goOn(t('goOn'), true),
  }[stop]

  return (
    <>
      <CauseCard
        role={words.role} icon={words.icon} title={words.title} affects={<Affected words={words} />}
        buttons={<>{buttons}<Button component={Link} href="/settings">{t('account.settings')}</Button></>}
      >
        <p>{t(`account.${stop}.what`)}</p>
        {accounts.data && accounts.data.length > 1 && <p>{t('account.named', { name: cause.accountName })}</p>}
        {resume.error && <ProblemNote error={resume.error} />}
      </CauseCard>
      {account && mending && <MendAccountDialog account={account} what={mending} onClose={() => setMending(null)} />}
    </>
  )
}
