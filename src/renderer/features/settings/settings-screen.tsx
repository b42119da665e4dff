import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useSearch } from 'wouter'
import { assertNever } from '../../../contract/assert-never.ts'
import type { Account } from '../../../contract/models/account.ts'
import { orpc } from '../../bridge/client.ts'
import { host } from '../../bridge/host.ts'
import { useViewingOnly } from '../../bridge/viewing-only.ts'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { Screen } from '../../components/screen.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { ChannelsSection } from '../channels/channels-section.tsx'
import { SignInsSection } from '../sign-ins/sign-ins-section.tsx'
import { DoctorSection } from '../doctor/doctor-section.tsx'
import { AboutSection } from './about-section.tsx'
import { AccountSection } from './account-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { DesktopSection } from './desktop-section.tsx'
import { LimitsSection } from './limits-section.tsx'
import { LinksSection } from './links-section.tsx'
import { PreparationSection } from './preparation-section.tsx'
import { RatesSection } from './rates-section.tsx'
import { sectionOf, sectionsOf, type Section } from './sections.ts'
import classes from './settings.module.css'

/** Accounts, links, limits, rates, notifications, appearance, about. `?section=` opens one of them. */
export function SettingsScreen() {
  const { t } = useTranslation('settings')
  const [, navigate] = useLocation()
  const section = sectionOf(useSearch(), host.kind)
  const accounts = useQuery(orpc.accounts.list.queryOptions())
  const viewing = useViewingOnly()
  const [chosen, setChosen] = useState<number | null>(null)
  const account = accounts.data?.find(({ id }) => id === chosen) ?? accounts.data?.[0]
  const ofAccount = !['preparation', 'notifications', 'sign-ins', 'appearance', 'desktop', 'doctor', 'about'].includes(section)
  return (
    <Screen>
      <PageHeader title={t('title')} />
      <Tabs label={t('sections')} tabs={sectionsOf(host.kind).map((key) => ({ key, label: t(`section.${key}`) }))} value={section} onChange={(key) => navigate(`/settings?section=${key}`, { replace: true })} />
      <div className={classes.section} role="tabpanel" aria-label={t(`section.${section}`)}>
        {ofAccount && accounts.data && accounts.data.length > 1 && (
          <Select label={t('which')} w={260} value={String(account?.id ?? '')} data={accounts.data.map(({ id, name }) => ({ value: String(id), label: name }))} onChange={(id) => id !== null && setChosen(Number(id))} />
        )}
        {ofAccount && accounts.isPending && <LoadingBlocks count={4} height={64} />}
        {ofAccount && accounts.error && <ProblemNote error={accounts.error} onRetry={() => void accounts.refetch()} />}
        {(account || !ofAccount) && (
          <fieldset data-plain disabled={viewing && section !== 'appearance' && section !== 'about'}>
            <SectionOf key={`${section} ${account?.id ?? ''}`} section={section} account={account} />
          </fieldset>
        )}
      </div>
    </Screen>
  )
}

function SectionOf({ section, account }: { section: Section; account: Account | undefined }) {
  switch (section) {
    case 'accounts':
      return account ? <AccountSection account={account} /> : null
    case 'links':
      return account ? <LinksSection account={account} /> : null
    case 'limits':
      return account ? <LimitsSection account={account} /> : null
    case 'rates':
      return account ? <RatesSection account={account} /> : null
    case 'notifications':
      return <ChannelsSection />
    case 'preparation':
      return <PreparationSection />
    case 'sign-ins':
      return <SignInsSection />
    case 'appearance':
      return <AppearanceSection />
    case 'desktop':
      return <DesktopSection />
    case 'doctor':
      return <DoctorSection />
    case 'about':
      return <AboutSection />
    default:
      return assertNever(section)
  }
}
