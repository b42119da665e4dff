import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Screen } from '../../components/screen.tsx'
import { AddClips } from '../intake/add-clips.tsx'
import { WatchFolderButton } from '../folders/folder-list.tsx'
import { IntakeStrip } from '../intake/intake-strip.tsx'
import { ClipsView } from './clips-view.tsx'

/** Everyone's clips: where every number leads. */
export function ClipsScreen() {
  const { t } = useTranslation('clips')
  return (
    <Screen fixed>
      <PageHeader title={t('common:nav.clips')} actions={<AddClips groupId={null} />} />
      <IntakeStrip groupId={null} />
      <ClipsView fixedGroupId={null} empty={<EmptyState sentence={t('empty')} action={<WatchFolderButton groupId={null} />} />} />
    </Screen>
  )
}
