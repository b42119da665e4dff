import { NumberInput, PasswordInput, Select, Switch, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { storagePolicy } from '../../../contract/models/storage-policy.ts'
import { s3Presets, storageKeyOf } from '../../../contract/models/storage.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { FieldRow } from '../../components/field-row.tsx'
import { Panel } from '../../components/panel.tsx'
import { presetDraft, regionDraft, type S3Draft } from './s3-draft.ts'
import classes from './s3-fields.module.css'

interface S3FieldsProps {
  draft: S3Draft
  /** A key to the storage is kept already. */
  hasKey: boolean
  change: (part: Partial<S3Draft>) => void
}

/** What an S3-compatible storage needs: where it is, what signs the requests, how its links live, what is cleaned up. */
export function S3Fields({ draft, hasKey, change }: S3FieldsProps) {
  const { t } = useTranslation('settings')
  const text = (key: 'endpoint' | 'region' | 'bucket' | 'prefix' | 'publicUrl', { wide = false, ...more }: { wide?: boolean; required?: boolean; type?: string; placeholder?: string } = {}): ReactNode => (
    <FieldRow label={t(`s3.${key}`)} help={t(`s3.${key}Help`)} wide={wide}>
      {({ labelledBy, describedBy }) => <TextInput {...more} w={wide ? undefined : 260} aria-labelledby={labelledBy} aria-describedby={describedBy} spellCheck={false} autoComplete="off" value={draft[key]} onChange={(event) => change(key === 'region' ? regionDraft(event.currentTarget.value, draft) : { [key]: event.currentTarget.value })} />}
    </FieldRow>
  )
  const needsKey = !hasKey || draft.accessKeyId !== '' || draft.secretAccessKey !== ''
  const policy = storagePolicy({ endpoint: draft.endpoint.trim(), bucket: draft.bucket.trim() || 'BUCKET', prefix: draft.prefix.trim() })
  const changePreset = (key: string | null) => { if (key !== null) change(presetDraft(key, draft)) }
  return (
    <>
      <Panel title={t('s3.where')}>
        <FieldRow label={t('s3.preset')} help={t('s3.presetHelp')}>
          {({ labelledBy, describedBy }) => (
            <Select w={260} aria-labelledby={labelledBy} aria-describedby={describedBy} placeholder={t('s3.presetOther')} value={storageKeyOf(draft.endpoint)} data={s3Presets.map(({ key, name }) => ({ value: key, label: name }))} onChange={changePreset} />
          )}
        </FieldRow>
        {text('endpoint', { wide: true, required: true, type: 'url', placeholder: 'https://s3.eu-central-1.amazonaws.com' })}
        {text('region', { required: true })}
        {text('bucket', { required: true })}
        {text('prefix')}
        <FieldRow label={t('s3.pathStyle')} help={t('s3.pathStyleHelp')}>
          {({ labelledBy, describedBy }) => <Switch aria-labelledby={labelledBy} aria-describedby={describedBy} checked={draft.pathStyle} onChange={(event) => change({ pathStyle: event.currentTarget.checked })} />}
        </FieldRow>
      </Panel>
      <Panel title={t('s3.key')}>
        <FieldRow label={t('s3.accessKeyId')} help={hasKey ? t('s3.keySetHelp') : t('s3.keyHelp')}>
          {({ labelledBy, describedBy }) => <TextInput w={260} required={needsKey} aria-labelledby={labelledBy} aria-describedby={describedBy} spellCheck={false} autoComplete="off" placeholder={hasKey ? t('account.keySet') : ''} value={draft.accessKeyId} onChange={(event) => change({ accessKeyId: event.currentTarget.value })} />}
        </FieldRow>
        <FieldRow label={t('s3.secretAccessKey')} help={t('s3.secretHelp')}>
          {({ labelledBy, describedBy }) => <PasswordInput w={260} required={needsKey} aria-labelledby={labelledBy} aria-describedby={describedBy} autoComplete="off" placeholder={hasKey ? t('account.keySet') : ''} value={draft.secretAccessKey} onChange={(event) => change({ secretAccessKey: event.currentTarget.value })} />}
        </FieldRow>
        <FieldRow label={t('s3.policy')} help={t('s3.policyHelp')} wide>
          {policy === null ? <p>{t('s3.policyNone')}</p> : (
            <>
              <details className={classes.policy}>
                <summary>{t('s3.policyShow')}</summary>
                <pre translate="no">{policy}</pre>
              </details>
              <div><CopyButton value={policy} what={t('s3.policy')} label={t('s3.policyCopy')} /></div>
            </>
          )}
        </FieldRow>
      </Panel>
      <Panel title={t('s3.links')}>
        {text('publicUrl', { wide: true, type: 'url', placeholder: t('s3.publicUrlNone') })}
        {draft.publicUrl.trim() === '' && (
          <FieldRow label={t('links.expiry')} help={t('s3.expiryHelp')}>
            {({ labelledBy, describedBy }) => <NumberInput required w={160} min={1} max={7} hideControls suffix={` ${t('links.days', { count: draft.expiryDays })}`} aria-labelledby={labelledBy} aria-describedby={describedBy} value={draft.expiryDays} onChange={(days) => typeof days === 'number' && change({ expiryDays: days })} />}
          </FieldRow>
        )}
        <FieldRow label={t('s3.limit')} help={t('s3.limitHelp')}>
          {({ labelledBy, describedBy }) => <NumberInput w={160} min={0.01} decimalScale={2} hideControls suffix=" MB/s" placeholder={t('s3.limitNone')} aria-labelledby={labelledBy} aria-describedby={describedBy} value={draft.limit ?? ''} onChange={(limit) => change({ limit: typeof limit === 'number' && limit > 0 ? limit : null })} />}
        </FieldRow>
        <FieldRow label={t('s3.cleanUp')} help={t('s3.cleanUpHelp')}>
          {({ labelledBy, describedBy }) => <NumberInput w={160} min={0} max={3650} hideControls suffix={` ${t('links.days', { count: draft.cleanUpDays ?? 0 })}`} placeholder={t('s3.cleanUpNone')} aria-labelledby={labelledBy} aria-describedby={describedBy} value={draft.cleanUpDays ?? ''} onChange={(days) => change({ cleanUpDays: typeof days === 'number' ? days : null })} />}
        </FieldRow>
      </Panel>
    </>
  )
}
