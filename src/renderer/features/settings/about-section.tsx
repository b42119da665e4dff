import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { FieldRow } from '../../components/field-row.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Mono } from '../../components/mono.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import classes from './settings.module.css'

/** Which Greenroom this is, and where it keeps its data. */
export function AboutSection() {
  const { t } = useTranslation('settings')
  const about = useQuery(orpc.host.about.queryOptions())
  if (about.error) return <ProblemNote error={about.error} onRetry={() => void about.refetch()} />
  if (!about.data) return <LoadingBlocks count={4} height={48} />
  const { version, kind, platform, dataDir, sandbox } = about.data
  return (
    <Panel>
      <FieldRow label={t('about.version')}><span>Greenroom {version}</span></FieldRow>
      <FieldRow label={t('about.runs')}><span>{t(`about.${kind}`)}</span></FieldRow>
      <FieldRow label={t('about.platform')}><span>{platform}</span></FieldRow>
      {sandbox && <FieldRow label={t('about.sandbox')}><span>{t('about.sandboxOn')}</span></FieldRow>}
      <FieldRow label={t('about.data')} help={t('about.dataHelp')}><span className={classes.state}><Mono>{dataDir}</Mono><CopyButton value={dataDir} what={t('about.path')} /></span></FieldRow>
      <FieldRow label={t('about.licence')}><span>MIT</span></FieldRow>
    </Panel>
  )
}
