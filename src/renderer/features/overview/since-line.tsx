import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Overview } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CountButton } from '../../components/count-button.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { clipsLink } from '../clips-link.ts'
import classes from './overview.module.css'

/** *Since you last looked*, in one line; every number leads to its clips. */
export function SinceLine({ since }: { since: Overview['since'] }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const now = useNow(30_000)
  // What is new since then, and nothing else; of what was sent, where it stands.
  const changed = since.at === null ? {} : { changedSince: since.at }
  const counts = [
    ['taken', clipsLink(since.at === null ? {} : { takenSince: { at: since.at, clipId: since.lastClipId } })],
    ['sent', clipsLink({ ...changed, states: ['submitting', 'in-review', 'active', 'failed'] })],
    ['cleared', clipsLink({ ...changed, states: ['active'] })],
    ['failed', clipsLink({ ...changed, states: ['failed'] })],
  ] as const
  const first = since.at === null
  // Who has never looked is told how things stand.
  const cue = useQuery(orpc.cue.get.queryOptions({ input: {}, enabled: first }))
  const standing = { taken: 0, sent: 0, cleared: cue.data?.counts.active ?? 0, failed: cue.data?.counts.failed ?? 0 }
  const shown = first ? standing : since
  const some = counts.filter(([key]) => shown[key] > 0)
  const ago = since.at === null ? '' : format.ago(since.at, Math.max(now, since.at))
  if (some.length === 0) return first ? null : <>{t('since.nothing', { ago })}</>
  return (
    <div className={classes.since} role="group" aria-label={t('since.label')}>
      <span>{first ? t('since.first') : t('since.lead', { ago })}</span>
      {some.map(([key, href]) => <CountButton key={key} count={shown[key]} word={t(`since.${key}`)} href={href} />)}
    </div>
  )
}
