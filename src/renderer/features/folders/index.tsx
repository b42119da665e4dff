import { useTranslation } from 'react-i18next'
import { PageHeader } from '../../components/page-header.tsx'
import { Screen } from '../../components/screen.tsx'
import { FolderList, WatchFolderButton } from './folder-list.tsx'

/** Every watched folder, whoever it is for. */
export function FoldersScreen() {
  const { t } = useTranslation('folders')
  return (
    <Screen>
      <PageHeader title={t('common:nav.folders')} actions={<WatchFolderButton groupId={null} filled />}>{t('subtitle')}</PageHeader>
      <FolderList groupId={null} />
    </Screen>
  )
}
