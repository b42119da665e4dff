import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ClipFilter } from '../../../contract/models/clip.ts'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { clipsLink } from '../clips-link.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import { CommonFacts } from './common-facts.tsx'
import { ResubmitAssumedDialog } from './resubmit-assumed-dialog.tsx'
import { TiredOut } from './tired-out.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'
import { useMany } from './use-many.ts'

/** Fewer failed clips than this are compared with nothing (the core's rule). */
const comparable = 3

/** Clips that failed for one reason: resubmit exactly those, or look at what must be mended first. */
export function FailedCard({ cause }: { cause: Extract<Cause, { kind: 'failed' }> }) {
  const { t } = useTranslation('needs-you')
  const many = useMany()
  const words = useCauseWords()(cause)
  const reason = useReasonWords().ofCode(cause.reasonCode)
  const [asking, setAsking] = useState<'assumed' | 'aside' | null>(null)
  const filter: ClipFilter = { groupId: cause.groupId, states: ['failed'], reasonCode: cause.reasonCode }
  const close = () => setAsking(null)
  const resubmit = useDeed({ options: orpc.clips.resubmit.mutationOptions(), told: ({ changed }) => t('failed.resubmitted', many(changed)), after: close })
  const aside = useDeed({ options: orpc.clips.setAside.mutationOptions(), told: ({ changed }) => t('held.aside', many(changed)), after: close })
  const noReason = cause.reasonCode === 'NoReason'
  const resubmitFirst = cause.resubmittable > 0 && (cause.reasonClass === 'again' || (noReason && cause.common.length === 0))

  const look = <Button key="look" variant={resubmitFirst ? 'default' : 'filled'} component={Link} href={clipsLink(filter)}>{t(cause.clips === 1 ? 'lookOne' : 'look')}</Button>
  const again = cause.resubmittable > 0 && (
    <Button
      key="again" variant={resubmitFirst ? 'filled' : 'default'} loading={resubmit.isPending}
      onClick={() => (cause.assumed > 0 ? setAsking('assumed') : resubmit.mutate({ selection: { filter } }))}
    >
      {t('failed.resubmit', many(cause.resubmittable))}
    </Button>
  )
  return (
    <>
      <CauseCard
        role={words.role} icon={words.icon} title={words.title} affects={noReason ? reason.advice : reason.message}
        buttons={<>{resubmitFirst ? [again, look] : [look, again]}<Button onClick={() => setAsking('aside')}>{t('held.setAside', many(cause.clips))}</Button></>}
      >
        {!noReason && <p>{reason.advice}</p>}
        {noReason && cause.clips >= comparable && <CommonFacts common={cause.common} />}
        {cause.assumed > 0 && <p>{t('failed.assumed', many(cause.assumed))}</p>}
        {cause.tiredOut > 0 && <TiredOut filter={filter} count={cause.tiredOut} />}
        {resubmit.error && asking === null && <ProblemNote error={resubmit.error} />}
      </CauseCard>
      {asking === 'assumed' && (
        <ResubmitAssumedDialog
          clips={cause.resubmittable} assumed={cause.assumed} pending={resubmit.isPending} error={resubmit.error} onClose={close}
          onResubmit={(certainOnly) => resubmit.mutate({ selection: { filter: certainOnly ? { ...filter, match: 'exact' } : filter } })}
        />
      )}
      <ConfirmDialog opened={asking === 'aside'} title={t('held.asideTitle', many(cause.clips))} confirm={t('held.setAside', many(cause.clips))} destructive pending={aside.isPending} error={aside.error} onClose={close} onConfirm={() => aside.mutate({ filter })}>
        {t('held.asideWhat')}
      </ConfirmDialog>
    </>
  )
}
