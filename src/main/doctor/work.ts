/** Whether the loops go round, what they watch, and who is told. */
import { access } from 'node:fs/promises'
import type { Finding } from '../../contract/models/doctor.ts'
import { silentAfterMs } from '../health.ts'
import { listChannels } from '../ledger/channels.ts'
import { listFolders } from '../ledger/folders.ts'
import type { LedgerDb } from '../ledger/open-ledger.ts'
import { runnerLockIsHeld } from '../ledger/runner-lock.ts'
import { readHealth } from '../runners/health-file.ts'
import type { Trouble } from '../runners/troubles.ts'
import { found } from './finding.ts'

/** @param own what this process knows to be wrong with itself */
export function lookAtRunner(dataDir: string, now: number, own: readonly Trouble[]): Finding[] {
  if (!runnerLockIsHeld(dataDir)) return [found('runner', 'look', 'runner-none')]
  const said = readHealth(dataDir)
  if (said === null) return [found('runner', 'look', 'check-failed', { message: 'the process that runs the loops has not spoken yet' })]
  // Whoever only tries something (this very command) runs nothing.
  if (!said.beats.some(({ loop }) => loop === 'submissions')) return [found('runner', 'look', 'runner-none')]
  if (now - said.at > silentAfterMs) return [found('runner', 'trouble', 'runner-silent', { pid: String(said.pid), silentMs: now - said.at })]
  const troubles = new Map([...said.troubles, ...own].map((trouble) => [`${trouble.kind} ${trouble.subject}`, trouble]))
  const findings = [...troubles.values()].map((trouble) => trouble.kind === 'loop-stuck'
    ? found('runner', 'trouble', 'runner-stuck', { forMs: now - trouble.since }, trouble.subject)
    : found('ledger', 'trouble', 'ledger-unwritable', { message: trouble.message, since: new Date(trouble.since).toISOString() }))
  if (findings.length > 0) return findings
  const oldest = Math.min(...said.beats.map(({ endedAt, insideSince }) => insideSince ?? endedAt ?? said.at), said.at)
  return [found('runner', 'ok', 'runner-here', { pid: String(said.pid), oldestMs: Math.max(0, now - oldest) })]
}

export async function lookAtFolders(db: LedgerDb): Promise<Finding[]> {
  const folders = await listFolders(db)
  if (folders.length === 0) return [found('folders', 'ok', 'folders-none')]
  const away: Finding[] = []
  for (const folder of folders) {
    const there = await access(folder.path).then(() => true, () => false)
    if (!there || folder.state === 'waiting') away.push(found('folders', 'trouble', there && folder.cause !== null ? 'folders-waiting' : 'folders-away', { message: folder.why ?? '' }, folder.path))
  }
  return away.length > 0 ? away : [found('folders', 'ok', 'folders-ok', { count: folders.length })]
}

export async function lookAtChannels(db: LedgerDb): Promise<Finding[]> {
  const channels = (await listChannels(db)).filter(({ enabled }) => enabled)
  if (channels.length === 0) return [found('channels', 'ok', 'channels-none')]
  const failing = channels.filter(({ trouble }) => trouble !== null)
  return failing.length > 0 ? failing.map((channel) => found('channels', 'look', 'channels-failing', { message: channel.trouble ?? '' }, channel.name)) : [found('channels', 'ok', 'channels-ok', { count: channels.length })]
}
