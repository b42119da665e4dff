import { NumberInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PreparationSettings } from '../../../contract/models/preparation.ts'
import { orpc } from '../../bridge/client.ts'
import { FieldRow } from '../../components/field-row.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Mono } from '../../components/mono.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { FfmpegMissing } from '../preparation/ffmpeg-missing.tsx'
import { ProfileList } from '../preparation/profile-list.tsx'
import { SaveFoot } from './save-foot.tsx'
import classes from './settings.module.css'
import { useDraft } from './use-draft.ts'

const dayMs = 86_400_000

/** Where ffmpeg lies, how much room copies may take and for how long, and the profiles of watched folders. */
export function PreparationSection() {
  const { t } = useTranslation('preparation')
  const settings = useQuery(orpc.preparations.settings.queryOptions())
  if (settings.error) return <ProblemNote error={settings.error} onRetry={() => void settings.refetch()} />
  if (!settings.data) return <LoadingBlocks count={4} height={64} />
  return (
    <>
      <p className={classes.intro}>{t('settings.intro')}</p>
      <SettingsForm settings={settings.data} />
      <Panel title={t('profile.title')}><ProfileList /></Panel>
    </>
  )
}

function SettingsForm({ settings }: { settings: PreparationSettings }) {
  const { t } = useTranslation('preparation')
  const { draft, change, dirty, undo } = useDraft(settings)
  const tools = useQuery(orpc.preparations.tools.queryOptions())
  const save = useDeed({ options: orpc.preparations.set.mutationOptions(), after: undo })
  return (
    <Panel>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(draft) }}>
        <FfmpegMissing />
        <FieldRow label={t('settings.ffmpeg')} help={t('settings.ffmpegHelp')} wide>
          {({ labelledBy, describedBy }) => (
            <>
              <TextInput aria-labelledby={labelledBy} aria-describedby={describedBy} placeholder={t('settings.found')} spellCheck={false} value={draft.ffmpegPath ?? ''} onChange={(event) => change({ ffmpegPath: event.currentTarget.value.trim() || null })} />
              {tools.data?.ffmpeg && <span className={classes.quiet}>{t('settings.version', { version: tools.data.ffmpeg.version })} <Mono>{tools.data.ffmpeg.path}</Mono></span>}
            </>
          )}
        </FieldRow>
        <FieldRow label={t('settings.quota')} help={t('settings.quotaHelp')}>
          {({ labelledBy, describedBy }) => <NumberInput required w={160} min={0.001} decimalScale={3} suffix=" GB" hideControls aria-labelledby={labelledBy} aria-describedby={describedBy} value={draft.quotaBytes / 1e9} onChange={(value) => typeof value === 'number' && value > 0 && change({ quotaBytes: Math.round(value * 1e9) })} />}
        </FieldRow>
        <FieldRow label={t('settings.keep')} help={t('settings.keepHelp')}>
          {({ labelledBy, describedBy }) => <NumberInput w={160} min={0} decimalScale={2} suffix={t('settings.days')} placeholder={t('settings.always')} hideControls aria-labelledby={labelledBy} aria-describedby={describedBy} value={draft.keepMs === null ? '' : draft.keepMs / dayMs} onChange={(value) => change({ keepMs: typeof value === 'number' ? Math.round(value * dayMs) : null })} />}
        </FieldRow>
        <FieldRow label={t('settings.folder')} help={t('settings.folderHelp')} wide>
          {({ labelledBy, describedBy }) => <TextInput aria-labelledby={labelledBy} aria-describedby={describedBy} placeholder={t('settings.beside')} spellCheck={false} value={draft.folder ?? ''} onChange={(event) => change({ folder: event.currentTarget.value.trim() || null })} />}
        </FieldRow>
        <SaveFoot dirty={dirty} saved={save.isSuccess} pending={save.isPending} error={save.error} onUndo={undo} />
      </form>
    </Panel>
  )
}
