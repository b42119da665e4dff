import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/empty-state.tsx'
import { ExistingGroupDialog } from '../sessions/existing-group-dialog.tsx'
import { VerifyDialog } from '../sessions/verify-dialog.tsx'

/** *Verify a person* and *Use an existing group*, with their dialogs. `first`: the way to begin is filled and comes first. */
export function PersonButtons({ first = false }: { first?: boolean }) {
  const { t } = useTranslation('people')
  const [dialog, setDialog] = useState<'verify' | 'existing' | null>(null)
  const verify = <Button key="verify" variant="filled" onClick={() => setDialog('verify')}>{t('verify')}</Button>
  const existing = <Button key="existing" onClick={() => setDialog('existing')}>{t('existing')}</Button>
  return (
    <>
      {first ? [verify, existing] : [existing, verify]}
      {dialog === 'verify' && <VerifyDialog onClose={() => setDialog(null)} />}
      {dialog === 'existing' && <ExistingGroupDialog onClose={() => setDialog(null)} />}
    </>
  )
}

/** Nobody here yet, and how to begin. */
export function NobodyYet() {
  const { t } = useTranslation('people')
  return <EmptyState sentence={t('empty')} action={<Group gap={8} justify="center"><PersonButtons first /></Group>} />
}
