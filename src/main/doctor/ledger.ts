import { statSync } from 'node:fs'
import type { Finding } from '../../contract/models/doctor.ts'
import { listBackups } from '../ledger/backups.ts'
import { quickCheck } from '../ledger/quick-check.ts'
import { found } from './finding.ts'

const largeLogBytes = 256e6
const dayMs = 86_400_000

/** @param checkNow SQLite reads the whole file: seconds for a large one, in which nothing else of this process goes on */
export function lookAtLedger(file: string, clips: number, checkNow: boolean): Finding[] {
  const sizeOf = (at: string): number => statSync(at, { throwIfNoEntry: false })?.size ?? 0
  const walBytes = sizeOf(`${file}-wal`)
  const verdict = checkNow ? quickCheck(file) : null
  if (verdict !== null && verdict !== 'ok') return [found('ledger', 'trouble', 'ledger-damaged', { message: verdict })]
  const log = walBytes > largeLogBytes ? [found('ledger', 'look', 'ledger-large-log', { walBytes })] : []
  return [...log, found('ledger', 'ok', 'ledger-ok', { sizeBytes: sizeOf(file), walBytes, clips, checked: verdict === null ? '' : 'quick_check: ok.' })]
}

export function lookAtBackups(dataDir: string, now: number): Finding {
  const backups = listBackups(dataDir)
  const [newest] = backups
  if (!newest) return found('backups', 'look', 'backups-young')
  const ageMs = Math.max(0, now - newest.takenAt)
  return ageMs > dayMs ? found('backups', ageMs > 3 * dayMs ? 'trouble' : 'look', 'backups-old', { ageMs }) : found('backups', 'ok', 'backups-ok', { ageMs, count: backups.length })
}
