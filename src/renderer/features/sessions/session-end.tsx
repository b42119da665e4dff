import { Group } from '@mantine/core'
import type { CSSProperties, ReactNode } from 'react'
import type { Problem } from '../../../contract/models/problem.ts'
import type { Role } from '../../theme/tokens.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import classes from './sessions.module.css'

export interface SessionEndProps {
  role: Role
  happened: string
  what?: string
  /** What the core learnt, in its own words. */
  problem?: Problem | null
  buttons: ReactNode
}

/** How a session ended: what happened, what to do, and the way on. */
export function SessionEnd({ role, happened, what, problem, buttons }: SessionEndProps) {
  const inWords = useCoreWords()
  return (
    <>
      <div className={classes.end} style={{ '--end': `var(--gr-${role}-fill)` } as CSSProperties}>
        <p className={classes.happened}>{happened}</p>
        {what && <p className={classes.quiet}>{what}</p>}
        {problem && <p className={classes.quiet}>{inWords(problem.message)}</p>}
      </div>
      <Group justify="flex-end" gap={8}>{buttons}</Group>
    </>
  )
}
