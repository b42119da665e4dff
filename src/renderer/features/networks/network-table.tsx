import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { KnownNetwork } from '../../../contract/models/network.ts'
import { orpc } from '../../bridge/client.ts'
import { ProblemNote } from '../../components/problem-note.tsx'
import classes from '../../components/small-table.module.css'
import { TimeAgo } from '../../components/times.tsx'
import { useDeed } from '../clips/use-deed.ts'

/** Networks that were seen from here, the one in use first, each with what a person made of it. */
export function NetworkTable({ known, here, onlyApproved }: { known: readonly KnownNetwork[]; here: string | null; onlyApproved: boolean }) {
  const { t } = useTranslation('networks')
  const approve = useDeed({ options: orpc.networks.approve.mutationOptions() })
  const forget = useDeed({ options: orpc.networks.forget.mutationOptions() })
  const error = approve.error ?? forget.error
  const pending = approve.isPending || forget.isPending
  return (
    <>
      <table className={classes.table}>
        <thead><tr><th scope="col">{t('network')}</th><th scope="col">{t('kind')}</th><th scope="col">{t('mayLeave')}</th><th scope="col">{t('seen')}</th><th scope="col"><span hidden>{t('network')}</span></th></tr></thead>
        <tbody>
          {known.map(({ systemId, name, kind, metered, approved, lastSeenAt }) => (
            <tr key={systemId}>
              <td title={systemId}>{name}</td>
              <td>{t(`kinds.${kind}`)}{metered === true && ` · ${t('metered')}`}</td>
              <td>{approved ? t('approved') : onlyApproved ? t('notApproved') : t('notAsked')}</td>
              <td>{systemId === here ? t('inUse') : <TimeAgo at={lastSeenAt} />}</td>
              <td className={classes.end}>
                <Button size="compact-sm" disabled={pending} aria-label={t(approved ? 'refuseIt' : 'approve', { name })} onClick={() => approve.mutate({ systemId, approved: !approved })}>{t(approved ? 'refuse' : 'approveShort')}</Button>
                {systemId !== here && <Button size="compact-sm" ml={8} disabled={pending} aria-label={t('forgetIt', { name })} onClick={() => forget.mutate({ systemId })}>{t('forget')}</Button>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {error && <ProblemNote error={error} />}
    </>
  )
}
