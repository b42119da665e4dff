import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { assertNever } from '../../../contract/assert-never.ts'
import { orpc } from '../../bridge/client.ts'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { Screen } from '../../components/screen.tsx'
import { BeginStep } from './begin-step.tsx'
import classes from './first-run.module.css'
import { LinksStep } from './links-step.tsx'
import { PersonStep } from './person-step.tsx'

const steps = ['begin', 'links', 'person'] as const
type Step = (typeof steps)[number]

/** The very first start: sandbox or account, then links, then the first person. */
export function FirstRunScreen() {
  const { t } = useTranslation('first-run')
  const [, navigate] = useLocation()
  const [step, setStep] = useState<Step>('begin')
  const about = useQuery(orpc.host.about.queryOptions())
  const accounts = useQuery(orpc.accounts.list.queryOptions())
  const account = accounts.data?.[0]
  const ready = about.data?.sandbox === true || account?.hasKey === true
  const at = steps.indexOf(step)
  const error = about.error ?? accounts.error

  function content() {
    switch (step) {
      case 'begin':
        return <BeginStep account={account} sandbox={about.data?.sandbox ?? false} />
      case 'links':
        return account ? <LinksStep account={account} /> : null
      case 'person':
        return <PersonStep />
      default:
        return assertNever(step)
    }
  }

  return (
    <Screen>
      <PageHeader title={t('title')}>{t('lead')}</PageHeader>
      <ol className={classes.steps} aria-label={t('steps')}>
        {steps.map((each, index) => <li key={each} className={classes.step} aria-current={each === step ? 'step' : undefined}><span className={classes.number}>{index + 1}</span>{t(`step.${each}`)}</li>)}
      </ol>
      <div className={classes.body}>
        {error && <ProblemNote error={error} onRetry={() => { void about.refetch(); void accounts.refetch() }} />}
        {about.isPending || accounts.isPending ? <LoadingBlocks count={2} height={96} /> : content()}
        <Group gap={8}>
          {at > 0 && <Button size="md" onClick={() => setStep(steps[at - 1] ?? 'begin')}>{t('back')}</Button>}
          {at < steps.length - 1
            ? <Button size="md" variant={ready ? 'filled' : 'default'} onClick={() => (ready ? setStep(steps[at + 1] ?? 'person') : navigate('/'))}>{t(ready ? 'next' : 'later')}</Button>
            : <Button size="md" onClick={() => navigate('/')}>{t('finish')}</Button>}
        </Group>
      </div>
    </Screen>
  )
}
