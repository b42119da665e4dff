import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { NetworkWait } from '../../../contract/models/network.ts'
import { orpc } from '../../bridge/client.ts'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../clips/use-deed.ts'

/** What lets waiting clips go: the approval of this network, or, where it is not told which it is, going on all the same. */
export function LetGoButton({ wait: { why, network }, filled = false }: { wait: Pick<NetworkWait, 'why' | 'network'>; filled?: boolean }) {
  const { t } = useTranslation('networks')
  const approve = useDeed({ options: orpc.networks.approve.mutationOptions(), told: () => t('goesOn') })
  const set = useDeed({ options: orpc.networks.set.mutationOptions(), told: () => t('goesOn') })
  const error = approve.error ?? set.error
  const variant = filled ? 'filled' : undefined
  return (
    <>
      {why === 'untold'
        ? <Button variant={variant} loading={set.isPending} onClick={() => set.mutate({ whenUntold: 'go-on' })}>{t('goOnAnyway')}</Button>
        : network && <Button variant={variant} loading={approve.isPending} onClick={() => approve.mutate({ systemId: network.systemId, approved: true })}>{t('approve', { name: network.name })}</Button>}
      {error && <ProblemNote error={error} />}
    </>
  )
}
