import { readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { findingWords } from '../../contract/doctor-words.ts'
import type { Examination } from '../../contract/models/doctor.ts'
import { listAccounts } from '../ledger/accounts.ts'
import { countBatches, countClips } from '../ledger/counts.ts'
import { listChannels } from '../ledger/channels.ts'
import { pageOfEvents } from '../ledger/events.ts'
import { listFolders } from '../ledger/folders.ts'
import { listGroups } from '../ledger/groups.ts'
import { ledgerVersion } from '../ledger/migrate.ts'
import type { LedgerDb } from '../ledger/open-ledger.ts'
import { readHealth } from '../runners/health-file.ts'
import { createRedactor, redactDeep } from './redact.ts'

/** One file of a report. */
export interface ReportFile {
  name: string
  text: string
}

const lastEvents = 500
const lastLogBytes = 200_000

const readme = `Greenroom: a report for somebody who helps

  findings.txt    what the doctor found, and what to do; findings.json is the same as data
  versions.json   of Greenroom, Node and the system
  settings.json   accounts, folders and channels as they are set up
  counts.json     clips and batches by state
  events.json     the last ${lastEvents} events, the newest first
  health.json     how the loops did when they were last heard of
  log.txt         the end of the desktop application's log, where there is one

Taken out: keys, passwords and everything that opens a link or a chat; addresses beyond their host; folders and file
names; mail addresses; names of people ("person 3" is the person with number 3), notes about them, and who did what by name.
Look it through before you send it: texts of a service may say more than anybody can foresee.
`

/** @param secrets values that must not appear, in whatever encoding */
export async function buildReport({ examination, db, dataDir, secrets }: { examination: Examination; db: LedgerDb | null; dataDir: string; secrets: readonly string[] }): Promise<ReportFile[]> {
  const groups = db ? await listGroups(db) : []
  const accounts = db ? await listAccounts(db) : []
  const user = quietly(() => os.userInfo().username) ?? ''
  const redact = createRedactor({ secrets, names: [...groups.flatMap((group) => [[group.name, `person ${group.id}`], [group.remote_id, `group-id of person ${group.id}`]] as const), [os.hostname(), 'this-machine'], ...(user.length > 3 ? [[user, 'somebody'] as const] : [])] })
  const json = (value: unknown): string => `${JSON.stringify(redactDeep(value, redact), null, 2)}\n`
  const files: ReportFile[] = [
    { name: 'README.txt', text: readme },
    { name: 'findings.txt', text: redact(findingsText(examination)) },
    { name: 'findings.json', text: json(examination) },
    { name: 'versions.json', text: json({ greenroom: examination.version, ledger: ledgerVersion, node: process.version, electron: process.versions['electron'] ?? null, platform: process.platform, arch: process.arch, release: os.release(), cpus: os.cpus().length, memoryBytes: os.totalmem(), at: new Date(examination.at).toISOString() }) },
  ]
  const health = readHealth(dataDir)
  if (health) files.push({ name: 'health.json', text: json(health) })
  const log = await endOf(path.join(dataDir, 'logs', 'desktop.log'))
  if (log !== null) files.push({ name: 'log.txt', text: redact(log) })
  if (!db) return files
  const events = await pageOfEvents(db, {}, lastEvents, null)
  files.push(
    { name: 'settings.json', text: json({
      accounts: accounts.map(({ id, base_url, sandbox, submit_rpm, poll_rpm, share_percent, batch_size, paused, stop, trouble, limits, publishing }) => ({ id, base_url, sandbox, submit_rpm, poll_rpm, share_percent, batch_size, paused, stop, trouble, limits: parsed(limits), publishing: parsed(publishing) })),
      people: groups.map(({ id, account_id, mode, paused, stop }) => ({ id, account: account_id, mode, paused, stop: parsed(stop) })),
      folders: (await listFolders(db)).map(({ id, group_id, state, mode, settle_ms, linger_ms, batch_size, last_scan_at }) => ({ id, person: group_id, state, mode, settle_ms, linger_ms, batch_size, last_scan_at })),
      channels: (await listChannels(db)).map(({ id, kind, target, enabled, failures, trouble, settings: { wants, everyMinutes, digestAtMinute } }) => ({ id, kind, target, enabled, failures, trouble, wants, everyMinutes, digestAtMinute })),
    }) },
    { name: 'counts.json', text: json({ clips: await countClips(db, {}), batches: await countBatches(db, {}) }) },
    { name: 'events.json', text: json(events.rows.map(({ id, at, actor, what, groupId, clipId, batchId, folderId, data }) => ({ id, at: new Date(at).toISOString(), by: actor === 'system' ? 'system' : 'a person', what, person: groupId, clip: clipId, batch: batchId, folder: folderId, data: toldData(data) }))) },
  )
  return files
}

/** What an event may tell: names and places of people's files are not among it. */
function toldData(data: Record<string, unknown>): Record<string, unknown> {
  const silent = new Set(['name', 'clip', 'clipName', 'note', 'consentNote', 'location', 'path', 'from', 'to', 'source', 'given', 'person', 'group', 'url', 'names', 'keptAside'])
  return Object.fromEntries(Object.entries(data).filter(([key]) => !silent.has(key)))
}

/** The findings as people read them. */
export function findingsText({ findings }: Examination): string {
  return findings.map((finding) => {
    const { check, found, todo } = findingWords(finding, 'en')
    return `${finding.level.padEnd(8)}${check}: ${found}${todo === null ? '' : `\n        ${todo}`}\n`
  }).join('')
}

/** The whole report as one text. */
export function asOneText(files: readonly ReportFile[]): string {
  return files.map(({ name, text }) => `===== ${name} =====\n${text}`).join('\n')
}

async function endOf(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  return text === null ? null : text.slice(-lastLogBytes)
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown)
}

function quietly<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
