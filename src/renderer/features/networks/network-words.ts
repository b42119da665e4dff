import { useTranslation } from 'react-i18next'
import type { NetworkWait } from '../../../contract/models/network.ts'

/** Puts why clips wait for another network into a sentence; changes with the language. */
export function useNetworkWaitWords(): (wait: Pick<NetworkWait, 'why' | 'network'>) => string {
  const { t } = useTranslation('networks')
  return ({ why, network }) => (why === 'untold' ? t('wait.untold') : t('wait.not-approved', { name: network?.name ?? t('thisOne') }))
}
