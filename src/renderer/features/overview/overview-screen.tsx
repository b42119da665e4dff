import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { Grid, Span } from '../../components/grid.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { Screen } from '../../components/screen.tsx'
import { PreparationProgress } from '../preparation/progress-panel.tsx'
import { NeedsYouPanel } from './needs-you-panel.tsx'
import { NowPanel } from './now-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { SinceLine } from './since-line.tsx'
import { Throughput } from './throughput.tsx'
import { useLooked } from './use-looked.ts'
import { WaitingList } from './waiting-list.tsx'

/** What happened since one last looked, what needs one, when it is done and what limits it. */
export function OverviewScreen() {
  const { t } = useTranslation('overview')
  const overview = useQuery(orpc.overview.get.queryOptions({ input: {} }))
  const groups = useQuery(orpc.groups.list.queryOptions({ input: {} }))
  // Before there is anyone, the way to begin is worth more than an empty chart.
  const nobody = groups.data?.length === 0
  useLooked()
  return (
    <Screen>
      <PageHeader title={t('title')}>{overview.data && <SinceLine since={overview.data.since} />}</PageHeader>
      {overview.error && <ProblemNote error={overview.error} onRetry={() => void overview.refetch()} />}
      <Grid>
        <Span columns={8}>{overview.data ? <NeedsYouPanel causes={overview.data.causes} /> : <Panel title={t('needs.title')}><LoadingBlocks count={3} height={40} /></Panel>}</Span>
        <Span columns={4}><NowPanel /></Span>
        <PreparationSpan />
        {!nobody && <Span columns={12}><Panel title={t('throughput.title')}>{overview.data ? <Throughput throughput={overview.data.throughput} /> : <LoadingBlocks count={1} height={120} />}</Panel></Span>}
        <Span columns={12}><WaitingList /></Span>
        <Span columns={12}><PeoplePanel /></Span>
      </Grid>
    </Screen>
  )
}

/** Takes no room where nothing is prepared. */
function PreparationSpan() {
  const preparing = useQuery(orpc.preparations.overview.queryOptions({ input: {} }))
  const rest = preparing.data ? preparing.data.queued + preparing.data.running.length + preparing.data.waiting : 0
  return rest > 0 ? <Span columns={12}><PreparationProgress /></Span> : null
}
