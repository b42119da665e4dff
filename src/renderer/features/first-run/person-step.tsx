import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { ListRow } from '../../components/list-row.tsx'
import { Panel } from '../../components/panel.tsx'
import { PersonButtons } from '../people/nobody-yet.tsx'
import { usePersonDialogs } from '../people/use-person-dialogs.tsx'
import classes from './first-run.module.css'

/** The first person, verified or by an existing group. */
export function PersonStep() {
  const { t } = useTranslation('first-run')
  const { open, dialogs } = usePersonDialogs()
  const groups = useQuery(orpc.groups.list.queryOptions({ input: {} }))
  const some = (groups.data?.length ?? 0) > 0
  return (
    <>
      <h2 className={classes.question}>{t('person.title')}</h2>
      <p className={classes.text}>{t('person.what')}</p>
      {some && <Panel title={t('person.done')} flush>{groups.data?.map(({ id, name }) => <ListRow key={id} href={`/people/${id}`}>{name}</ListRow>)}</Panel>}
      <Group gap={8}><PersonButtons onOpen={open} first /></Group>
      {dialogs}
    </>
  )
}
