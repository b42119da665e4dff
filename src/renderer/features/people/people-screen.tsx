import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../contract/models/group.ts'
import { orpc } from '../../bridge/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { Screen } from '../../components/screen.tsx'
import { useMany } from '../needs-you/use-many.ts'
import { ForgottenPanel } from '../forgetting/forgotten-panel.tsx'
import { BeingVerified } from './being-verified.tsx'
import { NobodyYet, PersonButtons } from './nobody-yet.tsx'
import classes from './people.module.css'
import { PersonCard } from './person-card.tsx'
import { usePersonDialogs } from './use-person-dialogs.tsx'

/** Fewer people than this are found by looking. */
const filterFrom = 7

function matching(group: Group, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase()
  return [group.name, group.remoteId, group.projectName].some((each) => each.toLocaleLowerCase().includes(wanted))
}

/** Everyone, with the sessions that are under way above. */
export function PeopleScreen() {
  const { t } = useTranslation('people')
  const many = useMany()
  const groups = useQuery(orpc.groups.list.queryOptions({ input: {} }))
  const [text, setText] = useState('')
  const { open, dialogs } = usePersonDialogs()
  const all = groups.data ?? []
  const shown = all.filter((group) => matching(group, text))
  return (
    <Screen>
      <PageHeader title={t('title')} actions={all.length > 0 && <PersonButtons onOpen={open} />}>{all.length > 0 && t('count', many(all.length))}</PageHeader>
      <div className={classes.column}>
        <BeingVerified />
        <ForgottenPanel />
        {groups.isPending && <LoadingBlocks count={4} height={104} />}
        {groups.error && <ProblemNote error={groups.error} onRetry={() => void groups.refetch()} />}
        {groups.data?.length === 0 && <Panel><NobodyYet onOpen={open} /></Panel>}
        {all.length >= filterFrom && (
          <TextInput className={classes.filter} leftSection={<IconSearch size={16} aria-hidden />} placeholder={t('filter')} aria-label={t('filter')} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        )}
        {all.length > 0 && shown.length === 0 && <EmptyState sentence={t('noMatch')} action={<Button data-shows onClick={() => setText('')}>{t('clearFilter')}</Button>} />}
        {shown.length > 0 && <Panel flush>{shown.map((group) => <PersonCard key={group.id} group={group} />)}</Panel>}
      </div>
      {dialogs}
    </Screen>
  )
}
