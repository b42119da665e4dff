import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import type { Clip, ClipFilter } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { LocateDialog } from '../clip-drawer/locate-dialog.tsx'
import { useUndoable } from '../clips/use-undoable.tsx'
import { clipsLink } from '../clips-link.ts'
import { PrepareDialog } from '../preparation/prepare-dialog.tsx'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import { ReasonDetail } from './reason-detail.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'
import { useMany } from './use-many.ts'

/** Clips held for one reason: look, check again, submit anyway, or set aside. */
export function HeldCard({ cause }: { cause: Extract<Cause, { kind: 'held' }> }) {
  const { t } = useTranslation('needs-you')
  const many = useMany()
  const words = useCauseWords()(cause)
  const reasons = useReasonWords()
  const [asking, setAsking] = useState<'anyway' | 'aside' | 'mend' | null>(null)
  // Kept: while files are found the card's example becomes another clip.
  const [locating, setLocating] = useState<Clip | null>(null)
  const example = useQuery(orpc.clips.get.queryOptions({ input: { id: cause.exampleClipId ?? 0 }, enabled: cause.exampleClipId !== null }))
  const reason = reasons.ofCode(cause.reasonCode, example.data?.clip.reason)
  const filter: ClipFilter = { ...(cause.groupId === null ? { accountId: cause.accountId } : { groupId: cause.groupId }), states: ['held'], reasonCode: cause.reasonCode }
  const close = () => setAsking(null)
  const tellUndoable = useUndoable()
  const recheck = useDeed({ options: orpc.clips.recheck.mutationOptions(), told: ({ changed }) => t('held.rechecked', many(changed)) })
  const anyway = useDeed({ options: orpc.clips.submitAnyway.mutationOptions(), after: ({ changed, deed }) => { close(); tellUndoable(t('held.sent', many(changed)), deed) } })
  const aside = useDeed({ options: orpc.clips.setAside.mutationOptions(), after: ({ changed, deed }) => { close(); tellUndoable(t('held.aside', many(changed)), deed) } })
  const three = useDeed({ options: orpc.limits.tryThree.mutationOptions(), told: ({ changed }) => t('held.triedThree', many(changed)) })
  const working = recheck.isPending || anyway.isPending || aside.isPending
  // While a deed runs the count falls: so far it has come.
  const [total, setTotal] = useState(0)
  const begin = () => setTotal(cause.clips)

  const look = (recommended: boolean) => (
    <Button key="look" variant={recommended ? 'filled' : 'default'} component={Link} href={clipsLink(filter)}>{t(cause.clips === 1 ? 'lookOne' : 'look')}</Button>
  )
  const check = (recommended: boolean) => (
    <Button key="check" variant={recommended ? 'filled' : 'default'} loading={recheck.isPending} onClick={() => { begin(); recheck.mutate({ filter }) }}>{t('held.recheck', many(cause.clips))}</Button>
  )
  // A limit of ours may be narrower than the service's; a file that cannot be read is no better for being sent.
  const canTryThree = cause.clips > 3 && !cause.trying && cause.reasonCode !== 'FormatUnsupported' && reason.breaches.some((breach) => breach.code === cause.reasonCode)
  const copies = cause.reasonCode === 'DuplicateContent'
  const canSendAnyway = copies || reason.breaches.length > 0
  const missing = cause.reasonCode === 'SourceGone' && example.data?.clip.sourceKind === 'path'
  const canMend = cause.mendable
  return (
    <>
      <CauseCard
        role={words.role} icon={words.icon} title={words.title} affects={reason.message}
        buttons={
          <>
            {canMend && <Button variant="filled" onClick={() => setAsking('mend')}>{t('held.mend', many(cause.clips))}</Button>}
            {missing && <Button variant="filled" disabled={!example.data} onClick={() => setLocating(example.data?.clip ?? null)}>{t('held.locate')}</Button>}
            {missing ? [look(false), check(false)] : cause.reasonClass === 'again' ? [check(true), look(false)] : [look(!canMend), canSendAnyway ? <Button key="anyway" onClick={() => setAsking('anyway')}>{t('held.anyway', many(cause.clips))}</Button> : check(false)]}
            {canTryThree && <Button loading={three.isPending} title={t('held.tryThreeWhat')} onClick={() => three.mutate({ accountId: cause.accountId, groupId: cause.groupId ?? undefined, reasonCode: cause.reasonCode })}>{t('held.tryThree')}</Button>}
            <Button onClick={() => setAsking('aside')}>{t('held.setAside', many(cause.clips))}</Button>
          </>
        }
      >
        <ReasonDetail reason={reason} example={example.data?.clip.name ?? null} mendable={canMend} />
        {cause.trying && <p>{t('held.trying')}</p>}
        {working && cause.clips < total && <p role="status">{t('held.working', { done: many(total - cause.clips).formatted, total: many(total).formatted })}</p>}
        {three.error && <ProblemNote error={three.error} />}
        {recheck.error && <ProblemNote error={recheck.error} />}
      </CauseCard>
      {locating && <LocateDialog clip={locating} onClose={() => setLocating(null)} />}
      {asking === 'mend' && <PrepareDialog selection={{ filter }} onClose={close} />}
      <ConfirmDialog opened={asking === 'anyway'} title={t('held.anywayTitle', many(cause.clips))} confirm={t('held.anyway', many(cause.clips))} destructive pending={anyway.isPending} error={anyway.error} onClose={close} onConfirm={() => { begin(); anyway.mutate({ filter }) }}>
        {t(copies ? 'held.anywayCopies' : 'held.anywayWhat')}
      </ConfirmDialog>
      <ConfirmDialog opened={asking === 'aside'} title={t('held.asideTitle', many(cause.clips))} confirm={t('held.setAside', many(cause.clips))} destructive pending={aside.isPending} error={aside.error} onClose={close} onConfirm={() => { begin(); aside.mutate({ filter }) }}>
        {t('held.asideWhat')}
      </ConfirmDialog>
    </>
  )
}
