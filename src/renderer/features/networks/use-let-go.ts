import { useTranslation } from 'react-i18next'
import type { NetworkWait } from '../../../contract/models/network.ts'
import { orpc } from '../../bridge/client.ts'
import { useDeed } from '../clips/use-deed.ts'

/** What lets waiting clips go: the approval of this network, or, where it is not told which it is, going on all the same. */
export function useLetGo({ why, network }: Pick<NetworkWait, 'why' | 'network'>): { label: string; onClick: () => void; pending: boolean; error: unknown } | null {
  const { t } = useTranslation('networks')
  const approve = useDeed({ options: orpc.networks.approve.mutationOptions(), told: () => t('goesOn') })
  const set = useDeed({ options: orpc.networks.set.mutationOptions(), told: () => t('goesOn') })
  if (why === 'untold') return { label: t('goOnAnyway'), onClick: () => set.mutate({ whenUntold: 'go-on' }), pending: set.isPending, error: set.error }
  if (!network) return null
  return { label: t('approve', { name: network.name }), onClick: () => approve.mutate({ systemId: network.systemId, approved: true }), pending: approve.isPending, error: approve.error }
}
