import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../contract/models/account.ts'
import { orpc } from '../../bridge/client.ts'
import { FieldRow } from '../../components/field-row.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { AddAccountDialog } from './add-account-dialog.tsx'
import { KeysNote } from './keys-note.tsx'
import { SaveFoot } from './save-foot.tsx'
import classes from './settings.module.css'
import { TrialNote } from './trial-note.tsx'
import { useDraft } from './use-draft.ts'

/** The account: its state, name, address, key and return address, and a trial of them. */
export function AccountSection({ account }: { account: Account }) {
  const { t } = useTranslation('settings')
  const inWords = useCoreWords()
  const { draft, change, dirty, undo } = useDraft({ name: account.name, baseUrl: account.baseUrl, callbackUrl: account.returnAddress.byDefault ? '' : account.callbackUrl })
  const [key, setKey] = useState('')
  const [adding, setAdding] = useState(false)
  const trial = useDeed({ options: orpc.accounts.test.mutationOptions(), touches: [] })
  const save = useDeed({ options: orpc.accounts.set.mutationOptions(), after: () => { setKey(''); undo(); trial.reset() } })
  const running = useDeed({ options: account.state === 'running' || account.state === 'offline' ? orpc.accounts.pause.mutationOptions() : orpc.accounts.resume.mutationOptions() })
  const anyDirty = dirty || key !== ''
  const { listensAt } = account.returnAddress
  const returnAddressHelp = () => (listensAt === null ? t('account.callbackHelp') : t('account.callbackListens', { at: listensAt }))
  return (
    <>
      <p className={classes.intro}>{t(account.sandbox ? 'account.sandbox' : 'account.intro')}</p>
      {!account.sandbox && <KeysNote />}
      <Panel>
        <FieldRow label={t('account.state')} help={t('account.stateHelp')}>
          <div className={classes.state}>
            <span>{account.stop ? t(`common:account.stop.${account.stop}`) : t(`common:account.${account.state}`)}</span>
            <span className={classes.quiet}><TimeAgo at={account.since} /></span>
            <Button loading={running.isPending} onClick={() => running.mutate({ id: account.id })}>{t(account.state === 'running' || account.state === 'offline' ? 'account.pause' : 'account.resume')}</Button>
          </div>
          {account.reason && <p className={classes.quiet}>{inWords(account.reason)}</p>}
          {running.error && <ProblemNote error={running.error} />}
        </FieldRow>
        <form onSubmit={(event) => { event.preventDefault(); save.mutate({ id: account.id, settings: { name: draft.name.trim(), baseUrl: draft.baseUrl.trim(), callbackUrl: draft.callbackUrl.trim() }, key: key.trim() || undefined }) }}>
          <FieldRow label={t('account.name')} help={t('account.nameHelp')} wide>
            {({ labelledBy, describedBy }) => <TextInput aria-labelledby={labelledBy} aria-describedby={describedBy} maxLength={80} required value={draft.name} onChange={(event) => change({ name: event.currentTarget.value })} />}
          </FieldRow>
          <FieldRow label={t('account.url')} help={t('account.urlHelp')} wide>
            {({ labelledBy, describedBy }) => <TextInput type="url" aria-labelledby={labelledBy} aria-describedby={describedBy} required spellCheck={false} value={draft.baseUrl} onChange={(event) => change({ baseUrl: event.currentTarget.value })} />}
          </FieldRow>
          <FieldRow label={t('account.key')} help={t('account.keyHelp')} wide>
            {({ labelledBy, describedBy }) => <PasswordInput aria-labelledby={labelledBy} aria-describedby={describedBy} autoComplete="off" placeholder={t(account.hasKey ? 'account.keySet' : 'account.keyNone')} value={key} onChange={(event) => setKey(event.currentTarget.value)} />}
          </FieldRow>
          <FieldRow label={t('account.callback')} help={returnAddressHelp()} wide>
            {({ labelledBy, describedBy }) => <TextInput type="url" aria-labelledby={labelledBy} aria-describedby={describedBy} placeholder={t('account.callbackOwn')} spellCheck={false} value={draft.callbackUrl} onChange={(event) => change({ callbackUrl: event.currentTarget.value })} />}
          </FieldRow>
          <SaveFoot dirty={anyDirty} saved={save.isSuccess} pending={save.isPending} error={save.error} onUndo={() => { setKey(''); undo() }} />
        </form>
      </Panel>
      <Panel>
        <FieldRow label={t('account.test')} help={t('account.testHelp')} wide>
          <div><Button disabled={anyDirty} loading={trial.isPending} onClick={() => trial.mutate({ id: account.id })}>{t('test')}</Button>{anyDirty && <span className={classes.status}> {t('saveFirst')}</span>}</div>
          {trial.data && <TrialNote trial={trial.data} />}
          {trial.error && <ProblemNote error={trial.error} />}
        </FieldRow>
      </Panel>
      <div><Button onClick={() => setAdding(true)}>{t('account.add')}</Button></div>
      {adding && <AddAccountDialog onClose={() => setAdding(false)} />}
    </>
  )
}
