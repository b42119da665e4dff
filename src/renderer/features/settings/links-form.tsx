import { Button, NumberInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../contract/models/account.ts'
import { orpc } from '../../bridge/client.ts'
import { FieldRow } from '../../components/field-row.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { RadioCards } from '../../components/radio-card.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { draftOf, publishingOf } from './links-draft.ts'
import { s3KeyOf } from './s3-draft.ts'
import { S3Fields } from './s3-fields.tsx'
import { SaveFoot } from './save-foot.tsx'
import classes from './settings.module.css'
import { TrialNote } from './trial-note.tsx'
import { useDraft } from './use-draft.ts'

/** The choice of a way, what it needs, and a trial that passes before anything is sent. Used by the first run as well. */
export function LinksForm({ account }: { account: Account }) {
  const { t } = useTranslation('settings')
  const { draft, change, dirty, undo } = useDraft(draftOf(account.publishing))
  const trial = useDeed({ options: orpc.accounts.testPublishing.mutationOptions(), touches: [] })
  const save = useDeed({ options: orpc.accounts.setPublishing.mutationOptions(), after: () => { undo(); trial.reset() } })
  const stored = account.publishing.kind
  // A service on this machine (the sandbox) is given links with nothing set up.
  const byItself = stored !== 'links' && account.returnAddress.listensAt !== null
  return (
    <>
      <form className={classes.form} onSubmit={(event) => { event.preventDefault(); save.mutate({ id: account.id, publishing: publishingOf(draft), storageKey: draft.kind === 's3' ? s3KeyOf(draft.s3) : undefined }) }}>
        <RadioCards
          label={t('links.choice')} value={draft.kind} onChange={(kind) => change({ kind })}
          options={[
            { value: 'links', title: t('links.links'), help: t('links.linksHelp') },
            { value: 's3', title: t('links.s3'), help: t('links.s3Help') },
            { value: 'base-url', title: t('links.baseUrl'), help: t('links.baseUrlHelp') },
            { value: 'none', title: t(byItself ? 'links.byItself' : 'links.none'), help: t(byItself ? 'links.byItselfHelp' : 'links.noneHelp') },
          ]}
        />
        {draft.kind === 'base-url' && (
          <Panel>
            <FieldRow label={t('links.root')} help={t('links.rootHelp')} wide>
              {({ labelledBy, describedBy }) => <TextInput required aria-labelledby={labelledBy} aria-describedby={describedBy} spellCheck={false} value={draft.root} onChange={(event) => change({ root: event.currentTarget.value })} />}
            </FieldRow>
            <FieldRow label={t('links.url')} help={t('links.urlHelp')} wide>
              {({ labelledBy, describedBy }) => <TextInput required type="url" aria-labelledby={labelledBy} aria-describedby={describedBy} spellCheck={false} value={draft.url} onChange={(event) => change({ url: event.currentTarget.value })} />}
            </FieldRow>
          </Panel>
        )}
        {draft.kind === 's3' && <S3Fields draft={draft.s3} hasKey={account.hasStorageKey} change={(part) => change({ s3: { ...draft.s3, ...part } })} />}
        {draft.kind === 'links' && (
          <Panel>
            <FieldRow label={t('links.origin')} help={t('links.originHelp')} wide>
              {({ labelledBy, describedBy }) => <TextInput required type="url" placeholder="https://links.example.com" aria-labelledby={labelledBy} aria-describedby={describedBy} spellCheck={false} value={draft.origin} onChange={(event) => change({ origin: event.currentTarget.value })} />}
            </FieldRow>
            <FieldRow label={t('links.host')} help={t('links.hostHelp')}>
              {({ labelledBy, describedBy }) => <TextInput required w={160} aria-labelledby={labelledBy} aria-describedby={describedBy} spellCheck={false} value={draft.host} onChange={(event) => change({ host: event.currentTarget.value })} />}
            </FieldRow>
            <FieldRow label={t('links.port')} help={t('links.portHelp')}>
              {({ labelledBy, describedBy }) => <NumberInput required w={160} min={0} max={65_535} allowDecimal={false} hideControls aria-labelledby={labelledBy} aria-describedby={describedBy} value={draft.port} onChange={(port) => typeof port === 'number' && change({ port })} />}
            </FieldRow>
            <FieldRow label={t('links.expiry')} help={t('links.expiryHelp')}>
              {({ labelledBy, describedBy }) => <NumberInput required w={160} min={1} max={365} hideControls suffix={` ${t('links.days', { count: draft.expiryDays })}`} aria-labelledby={labelledBy} aria-describedby={describedBy} value={draft.expiryDays} onChange={(days) => typeof days === 'number' && change({ expiryDays: days })} />}
            </FieldRow>
          </Panel>
        )}
        <SaveFoot dirty={dirty} saved={save.isSuccess} pending={save.isPending} error={save.error} onUndo={undo} />
      </form>
      {(stored !== 'none' || byItself) && (
        <Panel>
          <FieldRow label={t('links.test')} help={t('links.testHelp')} wide>
            <div><Button disabled={dirty} loading={trial.isPending} onClick={() => trial.mutate({ id: account.id })}>{t('test')}</Button>{dirty && <span className={classes.status}> {t('saveFirst')}</span>}</div>
            {trial.data && <TrialNote trial={trial.data} />}
            {trial.error && <ProblemNote error={trial.error} />}
          </FieldRow>
        </Panel>
      )}
    </>
  )
}
