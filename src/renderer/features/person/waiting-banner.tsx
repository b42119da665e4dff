import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Group } from '../../../contract/models/group.ts'
import { orpc } from '../../bridge/client.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { NetworkWaitBanner } from '../networks/network-wait-banner.tsx'
import { useWaitsWords } from '../overview/use-waits-words.ts'
import { useDeed } from '../clips/use-deed.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import classes from './person.module.css'

const linksAt = '/settings?section=links'

/** Why this person's clips do not get on although nothing is wrong with them, and the button that mends it. */
export function WaitingBanner({ group }: { group: Group }) {
  const { t } = useTranslation('person')
  const inWords = useCoreWords()
  const format = useFormat()
  const [, navigate] = useLocation()
  const accounts = useQuery(orpc.accounts.list.queryOptions())
  const withoutLinks = useQuery(orpc.clips.counts.queryOptions({ input: { groupId: group.id, reasonCode: 'NoLinkSetUp' } }))
  const waits = useQuery(orpc.cue.waits.queryOptions({ input: { groupId: group.id } }))
  const waitsWords = useWaitsWords()
  const cue = useQuery(orpc.cue.get.queryOptions({ input: { accountId: group.accountId } }))
  const resume = useDeed({ options: orpc.accounts.resume.mutationOptions(), told: () => t('waits.resumed') })
  const recheck = useDeed({ options: orpc.clips.recheck.mutationOptions(), told: ({ changed }) => t('waits.rechecked', { count: changed, number: format.number(changed) }) })
  const account = accounts.data?.find(({ id }) => id === group.accountId)
  if (!account) return null
  const { counts } = group
  const waiting = counts.settling + counts.checking + counts.publishing + counts.ready
  const held = withoutLinks.data?.held ?? 0
  const said = { count: waiting, number: format.number(waiting) }
  const error = resume.error ?? recheck.error
  const note = (() => {
    if (account.state === 'paused' && waiting > 0) {
      return <ErrorNote tone="you" happened={t('waits.paused', said)} kept={t('waits.pausedKept')} action={{ label: t('waits.resume'), onClick: () => resume.mutate({ id: account.id }), pending: resume.isPending }} />
    }
    if (waits.data && waits.data.why === 'approval' && cue.data?.networkWait) return <NetworkWaitBanner wait={cue.data.networkWait} kept={[waitsWords(waits.data), t('waits.approvalKept')].join(t('common:sentenceGap'))} />
    if (waits.data && waits.data.why !== null) return <ErrorNote tone="you" happened={waitsWords(waits.data)} kept={t('waits.offlineKept')} />
    if (account.linksTrouble && waiting > 0) {
      return <ErrorNote tone="you" happened={t('waits.silent', said)} kept={[inWords(account.linksTrouble.message), t('waits.silentKept')].join(t('common:sentenceGap'))} action={{ label: t('waits.links'), onClick: () => navigate(linksAt) }} />
    }
    if (held > 0) {
      const these = { count: held, number: format.number(held) }
      return account.publishing.kind === 'none'
        ? <ErrorNote tone="you" happened={t('waits.none', these)} kept={t('waits.noneKept')} action={{ label: t('waits.setUp'), onClick: () => navigate(linksAt) }} />
        : <ErrorNote tone="you" happened={t('waits.nowSet', these)} kept={t('waits.nowSetKept')} action={{ label: t('waits.recheck'), onClick: () => recheck.mutate({ filter: { groupId: group.id, states: ['held'], reasonCode: 'NoLinkSetUp' } }), pending: recheck.isPending }} />
    }
    return null
  })()
  if (!note && !error) return null
  return <div className={classes.banner}>{note}{error && <ProblemNote error={error} />}</div>
}
