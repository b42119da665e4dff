import Database from 'better-sqlite3'
import { noClips, type ClipState, type StateCounts } from '../../contract/models/states.ts'
import { ledgerVersion } from './migrate.ts'

export interface BackupHolds {
  people: number
  clips: StateCounts
  /** UTC ms; null: nothing ever happened in it. */
  lastEventAt: number | null
}

/** What a backup holds, from its kept counts. Null: it cannot be read, or a newer Greenroom wrote it. */
export function lookIntoBackup(file: string): BackupHolds | null {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true })
    try {
      if (Number(database.pragma('user_version', { simple: true })) > ledgerVersion) return null
      const clips = noClips()
      for (const { state, n } of database.prepare<[], { state: ClipState; n: number }>('SELECT state, sum(n) AS n FROM clip_count GROUP BY state').all()) clips[state] = n
      const { people } = database.prepare<[], { people: number }>('SELECT count(*) AS people FROM avatar_group').get() ?? { people: 0 }
      const last = database.prepare<[], { at: number }>('SELECT at FROM event ORDER BY id DESC LIMIT 1').get()
      return { people, clips, lastEventAt: last?.at ?? null }
    } finally {
      database.close()
    }
  } catch {
    return null
  }
}
