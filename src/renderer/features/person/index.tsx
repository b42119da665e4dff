import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation, useSearch } from 'wouter'
import { orpc } from '../../bridge/client.ts'
import { problemOf } from '../../bridge/problem-of.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { Screen } from '../../components/screen.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { NothingHere } from '../../frame/nothing-here.tsx'
import { AssetsTab } from '../assets/assets-tab.tsx'
import { BatchesTab } from '../batches/batches-tab.tsx'
import { ClipsView } from '../clips/clips-view.tsx'
import { FolderList, WatchFolderButton } from '../folders/folder-list.tsx'
import { IntakeStrip } from '../intake/intake-strip.tsx'
import { PreparationProgress } from '../preparation/progress-panel.tsx'
import { PersonHeader } from './person-header.tsx'
import classes from './person.module.css'

const tabs = ['clips', 'batches', 'folders', 'assets'] as const
type Tab = (typeof tabs)[number]

/** One person: their clips, batches, folders and usable assets. */
export function PersonScreen({ groupId }: { groupId: number }) {
  const { t } = useTranslation('person')
  const [path, navigate] = useLocation()
  const asked = new URLSearchParams(useSearch()).get('tab')
  const tab: Tab = tabs.find((each) => each === asked) ?? 'clips'
  const group = useQuery(orpc.groups.get.queryOptions({ input: { id: groupId } }))
  const batches = useQuery(orpc.batches.counts.queryOptions({ input: { groupId } }))
  const folders = useQuery(orpc.folders.list.queryOptions({ input: { groupId } }))

  // Forgotten, or of another data directory: trying again finds nobody.
  if (group.error && problemOf(group.error).kind === 'not-found') return <NothingHere />
  if (group.error) return <Screen><ProblemNote error={group.error} onRetry={() => void group.refetch()} /></Screen>
  if (!group.data) return <Screen><LoadingBlocks count={4} height={64} /></Screen>
  const { counts } = group.data
  const numbers: Record<Tab, number | undefined> = {
    clips: Object.values(counts).reduce((sum, count) => sum + count, 0),
    batches: batches.data && Object.values(batches.data).reduce((sum, count) => sum + count, 0),
    folders: folders.data?.length,
    assets: counts.active,
  }
  return (
    <Screen fixed>
      <PersonHeader group={group.data} />
      <IntakeStrip groupId={groupId} />
      <PreparationProgress groupId={groupId} />
      <div className={classes.tabs}>
        <Tabs label={t('tabs')} value={tab} onChange={(next) => navigate(`${path}?tab=${next}`, { replace: true })} tabs={tabs.map((key) => ({ key, label: t(`tab.${key}`), count: numbers[key] }))} />
      </div>
      <div className={classes.panel} role="tabpanel" aria-label={t(`tab.${tab}`)}>
        {tab === 'clips' && <ClipsView fixedGroupId={groupId} empty={<EmptyState sentence={t('empty')} action={<WatchFolderButton groupId={groupId} />} />} />}
        {tab === 'batches' && <BatchesTab groupId={groupId} />}
        {tab === 'folders' && (
          <div className={classes.scroll}>
            {(folders.data?.length ?? 0) > 0 && <div className={classes.folderHead}><WatchFolderButton groupId={groupId} /></div>}
            <FolderList groupId={groupId} />
          </div>
        )}
        {tab === 'assets' && <AssetsTab group={group.data} />}
      </div>
    </Screen>
  )
}
