import { useTranslation } from 'react-i18next'
import { PageHeader } from '../../components/page-header.tsx'
import { Screen } from '../../components/screen.tsx'

export function FoldersScreen() {
  const { t } = useTranslation()
  return (
    <Screen>
      <PageHeader title={t('common:nav.folders')} />
    </Screen>
  )
}
