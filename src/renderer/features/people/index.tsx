import { useTranslation } from 'react-i18next'
import { PageHeader } from '../../components/page-header.tsx'
import { Screen } from '../../components/screen.tsx'

export function PeopleScreen() {
  const { t } = useTranslation()
  return (
    <Screen>
      <PageHeader title={t('common:nav.people')} />
    </Screen>
  )
}
