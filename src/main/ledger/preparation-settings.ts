import type { Selectable } from 'kysely'
import type { PreparationSettings, PreparationWait } from '../../contract/models/preparation.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { PreparationSettingRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

/** The one row that says how copies are made and kept. */
export async function readPreparationSetting(db: LedgerDb): Promise<Selectable<PreparationSettingRow>> {
  return db.selectFrom('preparation_setting').selectAll().where('id', '=', 1).executeTakeFirstOrThrow()
}

export async function changePreparationSettings(tx: LedgerTx, settings: Partial<PreparationSettings>, context: { now: number; actor: string }): Promise<void> {
  const set = {
    ...(settings.ffmpegPath === undefined ? {} : { ffmpeg_path: settings.ffmpegPath }),
    ...(settings.quotaBytes === undefined ? {} : { quota_bytes: settings.quotaBytes }),
    ...(settings.keepMs === undefined ? {} : { keep_ms: settings.keepMs }),
    ...(settings.folder === undefined ? {} : { folder: settings.folder }),
  }
  if (Object.keys(set).length === 0) return
  await tx.updateTable('preparation_setting').set(set).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'preparation.settings-changed', data: { changed: Object.keys(settings) } }])
}

/** Pauses or resumes everything that is being prepared. */
export async function pausePreparations(tx: LedgerTx, paused: boolean, context: { now: number; actor: string }): Promise<void> {
  const before = await readPreparationSetting(tx)
  if ((before.paused === 1) === paused) return
  await tx.updateTable('preparation_setting').set({ paused: paused ? 1 : 0 }).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: paused ? 'preparation.paused' : 'preparation.resumed' }])
}

/** Writes why nothing goes on, or that it does again; what is known already is not written twice. */
export async function notePreparationWait(tx: LedgerTx, wait: { why: PreparationWait; message: string } | null, now: number): Promise<void> {
  const before = await readPreparationSetting(tx)
  if (before.waits === (wait?.why ?? null) && before.waits_message === (wait?.message ?? null)) return
  await tx.updateTable('preparation_setting').set({ waits: wait?.why ?? null, waits_message: wait?.message ?? null, waits_since: wait ? (before.waits === wait.why ? before.waits_since : now) : null }).execute()
  if (before.waits === (wait?.why ?? null)) return
  await writeEvents(tx, [{ at: now, actor: 'system', what: wait ? 'preparation.waits' : 'preparation.goes-on', data: wait ? { why: wait.why, message: wait.message } : {} }])
}
