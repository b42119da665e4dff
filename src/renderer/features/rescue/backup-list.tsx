import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { clipStates } from '../../../contract/models/states.ts'
import type { RescueBackup } from '../../../contract/rescue.ts'
import { rescue } from '../../bridge/rescue.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import type { Exchange } from './exchanged.tsx'
import classes from './rescue.module.css'

interface BackupListProps {
  /** The newest first. */
  backups: readonly RescueBackup[]
  /** When the ledger that cannot be opened was last written, UTC ms. */
  writtenAt: number | null
  keepAsideIn: string
  /** Putting the newest back is what one usually does. */
  recommended: boolean
  onDone(done: Exchange): void
}

/** The backups, what each holds and what would be lost with it, each with the button that puts it back. */
export function BackupList({ backups, writtenAt, keepAsideIn, recommended, onDone }: BackupListProps) {
  const { t } = useTranslation('rescue')
  const format = useFormat()
  const now = useNow(15_000)
  const restore = useMutation(rescue.rescue.restore.mutationOptions())
  const best = recommended ? backups.find(({ holds }) => holds !== null) : undefined

  const clipsOf = ({ holds }: RescueBackup): number => (holds ? clipStates.reduce((sum, state) => sum + holds.clips[state], 0) : 0)
  /** From the last thing a backup knows of: what came after it is not in it. */
  const lostSince = ({ holds, takenAt }: RescueBackup): number => holds?.lastEventAt ?? takenAt
  const lost = (backup: RescueBackup): string => (writtenAt !== null && writtenAt > lostSince(backup) ? t('lost', { since: format.when(lostSince(backup), now), until: format.when(writtenAt, now) }) : t('lostNothing'))

  return (
    <Panel title={t('backups')}>
      <p className={classes.text}>{t('backupsLead', { path: keepAsideIn })}</p>
      {restore.error && <ProblemNote error={restore.error} />}
      {backups.length === 0 ? <EmptyState sentence={t('noBackups')} /> : (
        <ul className={classes.list}>
          {backups.map((backup) => (
            <li key={backup.name} className={classes.backup}>
              <div className={classes.words}>
                <strong><time dateTime={new Date(backup.takenAt).toISOString()} title={format.full(backup.takenAt)}>{format.when(backup.takenAt, now)}</time></strong>
                <span className={classes.quiet}> · {format.bytes(backup.sizeBytes)}</span>
                {backup.holds === null ? <div className={classes.quiet}>{t('unreadable')}</div> : (
                  <>
                    <div>{t('holds', { count: clipsOf(backup), clips: format.number(clipsOf(backup)), cleared: format.number(backup.holds.clips.active), review: format.number(backup.holds.clips['in-review']), people: format.number(backup.holds.people) })}</div>
                    <div className={classes.quiet}>{lost(backup)}</div>
                  </>
                )}
              </div>
              {backup.holds && (
                <Button
                  variant={backup === best ? 'filled' : 'default'} disabled={restore.isPending} loading={restore.isPending && restore.variables.backup === backup.name}
                  aria-label={t('restoreThis', { when: format.full(backup.takenAt) })}
                  onClick={() => restore.mutate({ backup: backup.name }, { onSuccess: (outcome) => onDone({ ...outcome, what: 'restored', at: backup.takenAt }) })}
                >{t('restore')}</Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
