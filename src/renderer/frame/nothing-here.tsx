import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { EmptyState } from '../components/empty-state.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { Screen } from '../components/screen.tsx'
import { places } from './places.ts'

/** An address that leads nowhere, or no longer does. */
export function NothingHere() {
  const { t } = useTranslation()
  return (
    <Screen>
      <PageHeader title={t('common:screen.missing')} />
      <EmptyState sentence={t('common:screen.missingWhy')} action={<Button component={Link} href={places.overview()}>{t('common:screen.toOverview')}</Button>} />
    </Screen>
  )
}
