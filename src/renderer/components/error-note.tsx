import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './error-note.module.css'

export interface ErrorNoteProps {
  /** What happened, to what. */
  happened: ReactNode
  /** What was kept, or what to do. */
  kept?: ReactNode
  /** The one button. */
  action?: { label: string; onClick: () => void; pending?: boolean; /** It only shows something, or asks again. */ shows?: boolean }
  /** `you` when it is a matter for a person rather than a failure. */
  tone?: 'failed' | 'you'
}

/** An error where it is mended: what happened, what was kept, one button. */
export function ErrorNote({ happened, kept, action, tone = 'failed' }: ErrorNoteProps) {
  return (
    <div className={`${classes.note} ${tone === 'you' ? classes.you : ''}`} role="alert">
      <IconAlertTriangle className={classes.icon} size={18} aria-hidden />
      <div className={classes.words}>
        <p className={classes.happened}>{happened}</p>
        {kept && <p className={classes.kept}>{kept}</p>}
      </div>
      {action && <Button data-shows={action.shows || undefined} onClick={action.onClick} loading={action.pending}>{action.label}</Button>}
    </div>
  )
}
