import path from 'node:path'
import type { Trial } from '../../contract/models/account.ts'
import { doctorChecks, type Examination, type Finding } from '../../contract/models/doctor.ts'
import type { Capabilities, Clock } from '../capabilities.ts'
import { isPrivateAddress } from '../publishing/is-private-address.ts'
import { listAccounts } from '../ledger/accounts.ts'
import { countClips } from '../ledger/counts.ts'
import { ledgerFile } from '../ledger/open-ledger.ts'
import { readPreparationSetting } from '../ledger/preparation-settings.ts'
import { runnerLockIsHeld } from '../ledger/runner-lock.ts'
import { findFfmpeg } from '../preparation/find-ffmpeg.ts'
import { readHealth } from '../runners/health-file.ts'
import type { RunnerContext } from '../runners/runner-context.ts'
import { lookAtLinks, lookAtService, type Try } from './account.ts'
import { found, look } from './finding.ts'
import { lookAtBackups, lookAtLedger } from './ledger.ts'
import { lookAtDisk, lookAtFfmpeg, lookAtPermissions, lookAtSecrets, lookAtWatches } from './machine.ts'
import { lookAtChannels, lookAtFolders, lookAtRunner } from './work.ts'

export interface ExamineOptions {
  context: RunnerContext
  dataDir: string
  version: string
  keyProtection: Capabilities['keyProtection']
  /** Has the process that runs the loops try an account's service or links. */
  errand(accountId: number, what: Parameters<Try>[0]): Promise<Trial | null>
  /** SQLite may read the whole ledger now, however long that holds this process. */
  checkNow: boolean
}

/** Looks at everything the work depends on. Never throws: what could not be looked at is a finding. */
export async function examine({ context, dataDir, version, keyProtection, errand, checkNow }: ExamineOptions): Promise<Examination> {
  const { ledger, clock, fetch } = context
  const db = ledger.read
  const now = clock.now()
  const wait = (ms: number, signal: AbortSignal): Promise<void> => clock.wait(ms, signal)
  const runs = runnerLockIsHeld(dataDir)
  const accounts = await Promise.all((await listAccounts(db)).map(({ id }) => context.account(id)))
  const preparation = await readPreparationSetting(db)
  const clips = Object.values(await countClips(db, {})).reduce((sum, n) => sum + n, 0)
  const tryOf = (accountId: number): Try => (what) => (runs ? errand(accountId, what).then((trial) => trial ?? { ok: false, message: 'It was not tried in time.', advice: null }) : null)
  const findings = await Promise.all([
    look('runner', async () => lookAtRunner(dataDir, now, context.troubles.list()), wait),
    look('ledger', async () => lookAtLedger(ledger.file, clips, checkNow), wait),
    look('backups', async () => lookAtBackups(dataDir, now), wait),
    look('disk', () => lookAtDisk([dataDir, preparation.folder ?? context.preparing.usualFolder]), wait),
    look('permissions', () => lookAtPermissions(dataDir), wait),
    look('watches', () => lookAtWatches(readHealth(dataDir)?.pid ?? process.pid), wait),
    look('ffmpeg', async () => lookAtFfmpeg(await context.preparing.ffmpeg(preparation.ffmpeg_path, true)), wait),
    look('secrets', () => lookAtSecrets(dataDir, keyProtection), wait),
    look('folders', () => lookAtFolders(db), wait),
    look('channels', () => lookAtChannels(db), wait),
    ...accounts.flatMap((account) => [
      look('api', () => lookAtService(account, { fetch, clock, try: tryOf(account.id) }), wait),
      look('links', () => lookAtLinks(account, account.publishing.kind !== 'none' || isPrivateAddress(account.baseUrl) === 'loopback', tryOf(account.id)), wait),
    ]),
  ])
  return { at: now, version, findings: inOrder(findings.flat()) }
}

/** What can be looked at while the ledger cannot be opened. @param problem why not */
export async function examineWithoutLedger({ dataDir, version, clock, problem }: { dataDir: string; version: string; clock: Clock; problem: string }): Promise<Examination> {
  const wait = (ms: number, signal: AbortSignal): Promise<void> => clock.wait(ms, signal)
  const findings = await Promise.all([
    look('ledger', async () => found('ledger', 'trouble', 'ledger-closed', { message: problem }), wait),
    look('runner', async () => lookAtRunner(dataDir, clock.now(), []), wait),
    look('backups', async () => lookAtBackups(dataDir, clock.now()), wait),
    look('disk', () => lookAtDisk([dataDir]), wait),
    look('permissions', () => lookAtPermissions(dataDir), wait),
    look('watches', () => lookAtWatches(process.pid), wait),
    look('ffmpeg', async () => lookAtFfmpeg(await findFfmpeg(null)), wait),
    look('secrets', () => lookAtSecrets(path.dirname(ledgerFile(dataDir)), undefined), wait),
  ])
  return { at: clock.now(), version, findings: inOrder(findings.flat()) }
}

const levels: Finding['level'][] = ['trouble', 'look', 'ok']

/** What does not go on first, then as the checks are told. */
function inOrder(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || doctorChecks.indexOf(a.check) - doctorChecks.indexOf(b.check))
}
