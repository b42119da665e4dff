import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Clip } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { NetworkWaitNote } from '../networks/network-wait-note.tsx'
import classes from './clip-drawer.module.css'

/** What keeps a clip from getting its link, or from leaving with it, where it is nothing of its own: the network, or the storage. */
export function LinkWait({ clip }: { clip: Clip }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const now = useNow(30_000)
  const group = useQuery(orpc.groups.get.queryOptions({ input: { id: clip.groupId } }))
  const cue = useQuery({ ...orpc.cue.get.queryOptions({ input: { accountId: group.data?.accountId } }), enabled: group.data !== undefined })
  if (!cue.data || clip.sourceKind === 'url') return null
  const { networkWait, uploads } = cue.data
  if (networkWait && (clip.state === 'publishing' || networkWait.alsoQueued)) return <NetworkWaitNote wait={networkWait} />
  if (clip.state !== 'publishing') return null
  return uploads?.trouble ? <p className={classes.quiet} role="status">{t(`now.uploads.${uploads.trouble.kind}`, { at: format.when(uploads.trouble.retryAt, now) })}</p> : null
}
