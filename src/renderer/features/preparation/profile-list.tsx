import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PreparationProfile } from '../../../contract/models/preparation.ts'
import { orpc } from '../../bridge/client.ts'
import { FieldRow } from '../../components/field-row.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../clips/use-deed.ts'
import { ProfileDialog } from './profile-dialog.tsx'
import classes from './preparation.module.css'

/** The profiles there are: changed, removed, and new ones made. */
export function ProfileList() {
  const { t } = useTranslation('preparation')
  const profiles = useQuery(orpc.preparations.profiles.queryOptions())
  const [open, setOpen] = useState<PreparationProfile | 'new' | null>(null)
  const remove = useDeed({ options: orpc.preparations.removeProfile.mutationOptions() })
  return (
    <>
      {profiles.data?.map((profile) => (
        <FieldRow key={profile.id} label={profile.name} help={t('profile.folders', { count: profile.folders })}>
          <Group gap={8}>
            <Button onClick={() => setOpen(profile)}>{t('profile.edit')}</Button>
            <Button disabled={profile.folders > 0} loading={remove.isPending && remove.variables.id === profile.id} onClick={() => remove.mutate({ id: profile.id })}>{t('profile.remove')}</Button>
          </Group>
        </FieldRow>
      ))}
      {remove.error && <ProblemNote error={remove.error} />}
      <Button className={classes.more} onClick={() => setOpen('new')}>{t('profile.new')}</Button>
      {open && <ProfileDialog profile={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </>
  )
}
