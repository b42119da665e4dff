import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { orpc } from '../../bridge/client.ts'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { NobodyYet } from '../people/nobody-yet.tsx'
import { PersonRow } from '../people/person-row.tsx'
import { usePersonDialogs } from '../people/use-person-dialogs.tsx'
import classes from './overview.module.css'

/** People as rows of 44 px: name, bar, counts, time left. */
export function PeoplePanel() {
  const { t } = useTranslation('overview')
  const { open, dialogs } = usePersonDialogs()
  const groups = useQuery(orpc.groups.list.queryOptions({ input: {} }))
  return (
    <Panel title={t('people.title')} flush aside={groups.data && groups.data.length > 0 && <Link href="/people" className={classes.aside}>{t('people.all')}</Link>}>
      {groups.isPending && <LoadingBlocks count={4} height={44} gap={0} />}
      {groups.error && <ProblemNote error={groups.error} onRetry={() => void groups.refetch()} />}
      {groups.data?.length === 0 && <NobodyYet onOpen={open} />}
      {groups.data?.map((group) => <PersonRow key={group.id} group={group} />)}
      {dialogs}
    </Panel>
  )
}
