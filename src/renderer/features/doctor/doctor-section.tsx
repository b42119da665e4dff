import { Button, Group } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { IconAlertTriangle, IconCircleCheck, IconEye } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { findingWords } from '../../../contract/doctor-words.ts'
import type { Finding } from '../../../contract/models/doctor.ts'
import { orpc } from '../../bridge/client.ts'
import { host } from '../../bridge/host.ts'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { useLanguage } from '../../i18n/use-language.ts'
import classes from './doctor.module.css'

const icons = { ok: IconCircleCheck, look: IconEye, trouble: IconAlertTriangle } as const

/** Everything the work depends on: what was found, what to do, and a report for somebody who helps. */
export function DoctorSection() {
  const { t } = useTranslation('doctor')
  const examination = useQuery({ ...orpc.doctor.look.queryOptions(), staleTime: Infinity, retry: false })
  const report = useMutation({ ...orpc.doctor.report.mutationOptions(), onSuccess: ({ text }) => host.saveText('greenroom-report.txt', text, 'text/plain') })
  const findings = examination.data?.findings ?? []
  return (
    <>
      <p className={classes.intro}>{t('intro')}</p>
      {examination.isFetching && <p role="status" className={classes.quiet}>{t('looking')}</p>}
      {examination.isPending && <LoadingBlocks count={6} height={48} />}
      {(examination.error ?? report.error) && <ProblemNote error={examination.error ?? report.error} onRetry={() => void examination.refetch()} />}
      {examination.data && (
        <Panel title={t(findings.every(({ level }) => level === 'ok') ? 'allWell' : 'notAll')} aside={<span className={classes.quiet}><TimeAgo at={examination.data.at} /></span>}>
          <ul className={classes.list}>{findings.map((finding) => <Found key={`${finding.check} ${finding.code} ${finding.subject}`} finding={finding} />)}</ul>
        </Panel>
      )}
      <Group gap={8}>
        <Button variant="filled" loading={examination.isFetching} onClick={() => void examination.refetch()}>{t('again')}</Button>
        <Button loading={report.isPending} onClick={() => report.mutate(undefined)}>{t('report')}</Button>
      </Group>
      <p className={classes.quiet}>{t('reportHelp')}</p>
    </>
  )
}

function Found({ finding }: { finding: Finding }) {
  const { t } = useTranslation('doctor')
  const { language } = useLanguage()
  const { check, found, todo } = findingWords(finding, language)
  const Icon = icons[finding.level]
  return (
    <li className={classes.finding} data-level={finding.level}>
      <Icon size={18} role="img" aria-label={t(`level.${finding.level}`)} className={classes.icon} />
      <strong className={classes.check}>{check}</strong>
      <div className={classes.words}>{found}{todo !== null && <div className={classes.quiet}>{todo}</div>}</div>
    </li>
  )
}
