import { NumberInput, Select, TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import type { FolderFields } from './folder-settings.ts'
import classes from './folders.module.css'

function numberOf(value: number | string): number | '' {
  return typeof value === 'number' ? value : ''
}

/** When a file counts as complete, when a batch leaves, and what is left alone. */
export function FolderSettingsFields({ fields, onChange }: { fields: FolderFields; onChange: (fields: FolderFields) => void }) {
  const { t } = useTranslation('folders')
  const profiles = useQuery(orpc.preparations.profiles.queryOptions())
  return (
    <div className={classes.fields}>
      <NumberInput
        label={t('field.settle')} description={t('field.settleHelp')} placeholder={t('field.usual')} suffix={t('field.seconds')} min={0} max={86_400} allowNegative={false} decimalScale={1}
        value={fields.settleSeconds} onChange={(value) => onChange({ ...fields, settleSeconds: numberOf(value) })}
      />
      <NumberInput
        label={t('field.linger')} description={t('field.lingerHelp')} placeholder={t('field.usual')} suffix={t('field.minutes')} min={0} max={10_080} allowNegative={false} decimalScale={1}
        value={fields.lingerMinutes} onChange={(value) => onChange({ ...fields, lingerMinutes: numberOf(value) })}
      />
      <NumberInput
        label={t('field.batch')} description={t('field.batchHelp')} placeholder={t('field.account')} min={1} max={1000} allowNegative={false} allowDecimal={false}
        value={fields.batchSize} onChange={(value) => onChange({ ...fields, batchSize: numberOf(value) })}
      />
      <Select
        label={t('field.profile')} description={t('field.profileHelp')} allowDeselect={false} value={String(fields.profileId ?? '')}
        data={[{ value: '', label: t('field.noProfile') }, ...(profiles.data ?? []).map((profile) => ({ value: String(profile.id), label: profile.name }))]}
        onChange={(value) => onChange({ ...fields, profileId: value ? Number(value) : null })}
      />
      <TagsInput
        label={t('field.ignore')} description={t('field.ignoreHelp')} placeholder={fields.ignore.length === 0 ? '*_proxy.mp4' : undefined}
        classNames={{ input: classes.tags }} value={fields.ignore} onChange={(ignore) => onChange({ ...fields, ignore })} acceptValueOnBlur
      />
    </div>
  )
}
