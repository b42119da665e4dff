import { ActionIcon, Button, Progress } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Intake } from '../../../contract/models/intake.ts'
import { orpc } from '../../bridge/client.ts'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { clipsLink } from '../clips-link.ts'
import { useCounted } from '../clips/use-counted.ts'
import { EstimateDialog } from './estimate-dialog.tsx'
import { dismissJob, useIntakeJobs, type IntakeJob } from './intake-jobs.ts'
import classes from './intake.module.css'
import { PassedOverList } from './passed-over.tsx'
import { Refusals } from './refusals.tsx'

function Strip({ children, onDismiss }: { children: ReactNode; onDismiss?: () => void }) {
  const { t } = useTranslation('intake')
  return (
    <div className={classes.strip} role="status">
      {children}
      {onDismiss && <ActionIcon data-shows size={24} className={classes.dismiss} aria-label={t('common:action.close')} onClick={onDismiss}><IconX size={16} /></ActionIcon>}
    </div>
  )
}

/** One intake as it goes: looked through, waiting for a word, taken in. */
function IntakeLine({ intake, openAtOnce, lost = [], onDismiss }: { intake: Intake; openAtOnce: boolean; lost?: IntakeJob['lost']; onDismiss?: () => void }) {
  const { t } = useTranslation('intake')
  const counted = useCounted()
  const [deciding, setDeciding] = useState(openAtOnce)
  const [listing, setListing] = useState(false)
  const [passing, setPassing] = useState(false)
  const passed = intake.passedOver.reduce((sum, { count }) => sum + count, 0)
  const refusals = [...lost.map(({ name, message }) => ({ input: name, line: null, code: 'upload', message })), ...intake.refusals]
  const sentence = (): string => {
    switch (intake.state) {
      case 'scanning': return t('strip.scanning', { name: intake.groupName, ...counted(intake.taken) })
      case 'asking': return t('strip.asking', { name: intake.groupName, ...counted(intake.estimate?.clips ?? intake.taken) })
      case 'first-batch': return t('strip.first', { name: intake.groupName, ...counted(intake.taken) })
      case 'cancelled': return t('strip.cancelled', { name: intake.groupName, ...counted(intake.taken) })
      case 'running':
      case 'done': return intake.taken === 0 ? t('strip.nothing', { name: intake.groupName }) : t('strip.taken', { name: intake.groupName, ...counted(intake.taken) })
    }
  }
  return (
    <Strip onDismiss={onDismiss}>
      <span className={classes.words}>
        {sentence()}
        {intake.alreadyThere > 0 && <span className={classes.quiet}>{t('already', counted(intake.alreadyThere))}</span>}
      </span>
      {refusals.length > 0 && <Button data-shows size="xs" aria-expanded={listing} onClick={() => setListing(!listing)}>{t('refused.count', counted(refusals.length))}</Button>}
      {passed > 0 && <Button data-shows size="xs" variant="subtle" aria-expanded={passing} onClick={() => setPassing(!passing)}>{t('strip.passed', counted(passed))}</Button>}
      {intake.state === 'asking' && <Button size="xs" variant="filled" onClick={() => setDeciding(true)}>{t('strip.decide')}</Button>}
      {(intake.state === 'running' || intake.state === 'done' || intake.state === 'first-batch') && intake.taken > 0 && (
        <Button size="xs" variant="subtle" component={Link} href={clipsLink({ intakeId: intake.id })}>{t('strip.see')}</Button>
      )}
      {listing && <div className={classes.list}><Refusals refusals={refusals} /></div>}
      {passing && <div className={classes.list}><PassedOverList passedOver={intake.passedOver} /></div>}
      {deciding && intake.state === 'asking' && <EstimateDialog intake={intake} onClose={() => setDeciding(false)} />}
    </Strip>
  )
}

function JobLine({ job }: { job: IntakeJob }) {
  const { t } = useTranslation('intake')
  const format = useFormat()
  const { phase } = job
  const intakeId = phase.kind === 'taken' ? phase.intakeId : null
  const intake = useQuery(orpc.intakes.get.queryOptions({ input: { id: intakeId ?? 0 }, enabled: intakeId !== null }))
  const dismiss = () => dismissJob(job.key)
  switch (phase.kind) {
    case 'uploading':
      return (
        <Strip>
          <span className={classes.words}>{t('strip.uploading', { file: format.number(phase.file), files: format.number(phase.files), sent: format.bytes(phase.sent), total: format.bytes(phase.total) })}</span>
          <Progress className={classes.progress} value={phase.total > 0 ? (phase.sent / phase.total) * 100 : 0} aria-label={t('strip.progress')} />
          <Button size="xs" onClick={dismiss}>{t('common:action.cancel')}</Button>
        </Strip>
      )
    case 'handing-over':
      return <Strip><span className={classes.words}>{t('strip.handingOver')}</span></Strip>
    case 'failed':
      return (
        <div className={classes.failed}>
          <ProblemNote error={phase.error} />
          {job.lost.length > 1 && <Refusals refusals={job.lost.map(({ name, message }) => ({ input: name, line: null, code: 'upload', message }))} />}
          <Button size="xs" onClick={dismiss}>{t('common:action.close')}</Button>
        </div>
      )
    case 'taken':
      if (intake.error) return <ProblemNote error={intake.error} />
      return intake.data ? <IntakeLine intake={intake.data} openAtOnce lost={job.lost} onDismiss={dismiss} /> : null
  }
}

/** What is being taken in: from this window, and from anywhere else where a word is waited for. */
export function IntakeStrip({ groupId }: { groupId: number | null }) {
  const jobs = useIntakeJobs()
  const known = useQuery(orpc.intakes.list.queryOptions({ input: groupId === null ? {} : { groupId } }))
  const mine = jobs.filter((job) => groupId === null || job.groupId === null || job.groupId === groupId)
  const shown = new Set(mine.flatMap(({ phase }) => (phase.kind === 'taken' ? [phase.intakeId] : [])))
  const others = (known.data ?? []).filter(({ id, state }) => (state === 'asking' || state === 'scanning') && !shown.has(id))
  if (mine.length === 0 && others.length === 0) return null
  return (
    <div className={classes.strips}>
      {mine.map((job) => <JobLine key={job.key} job={job} />)}
      {others.map((intake) => <IntakeLine key={intake.id} intake={intake} openAtOnce={false} />)}
    </div>
  )
}
