import { Button } from '@mantine/core'
import { IconHelpCircle, IconHourglassLow, IconQrcode, IconUserX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ValidationSession } from '../../../contract/models/group.ts'
import type { SessionState } from '../../../contract/models/states.ts'
import { orpc } from '../../bridge/client.ts'
import { ListRow } from '../../components/list-row.tsx'
import { Panel } from '../../components/panel.tsx'
import { Chip, type ChipProps } from '../../components/state-chip.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { useNow } from '../../i18n/use-now.ts'
import { SessionDialog } from '../sessions/session-dialog.tsx'
import classes from './people.module.css'

const looks: Record<SessionState, Pick<ChipProps, 'role' | 'icon'>> = {
  creating: { role: 'moving', icon: IconHourglassLow },
  open: { role: 'you', icon: IconQrcode },
  'verdict-asked': { role: 'review', icon: IconHourglassLow },
  verified: { role: 'cleared', icon: IconQrcode },
  refused: { role: 'failed', icon: IconUserX },
  expired: { role: 'quiet', icon: IconHourglassLow },
  spent: { role: 'quiet', icon: IconHourglassLow },
  'verdict-unknown': { role: 'solid', icon: IconHelpCircle },
}

/** How long a session that came to nothing is worth showing. */
const recentMs = 24 * 3_600_000

/** The newest session of each person who is not verified yet. */
function unfinished(sessions: readonly ValidationSession[], now: number): ValidationSession[] {
  const newest = new Map<string, ValidationSession>()
  for (const session of sessions) {
    const key = `${session.accountId} ${session.projectName} ${session.name}`
    const known = newest.get(key)
    if (!known || known.createdAt < session.createdAt) newest.set(key, session)
  }
  return [...newest.values()].filter(({ state, createdAt }) => state !== 'verified' && (now - createdAt < recentMs || state === 'creating' || state === 'verdict-asked'))
}

/** Sessions under way and those that ended without a verdict, until they are a day old. */
export function BeingVerified() {
  const { t } = useTranslation('people')
  const now = useNow(60_000)
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} }))
  const [shownId, setShownId] = useState<number | null>(null)
  const rows = unfinished(sessions.data ?? [], now)
  return (
    <>
      {rows.length > 0 && (
        <Panel title={t('verifying.title')} flush>
          {rows.map((session) => (
            <ListRow key={session.id}>
              <span className={classes.sessionName}>{session.name}</span>
              <span className={classes.sessionAge}><TimeAgo at={session.createdAt} /></span>
              <Chip {...looks[session.state]} word={t(`sessions:state.${session.state}`)} />
              <Button onClick={() => setShownId(session.id)} aria-label={`${t(session.state === 'open' ? 'verifying.continue' : 'verifying.look')}: ${session.name}`}>{t(session.state === 'open' ? 'verifying.continue' : 'verifying.look')}</Button>
            </ListRow>
          ))}
        </Panel>
      )}
      {shownId !== null && <SessionDialog sessionId={shownId} onClose={() => setShownId(null)} />}
    </>
  )
}
