/** What can be looked at without the ledger. */
import { constants } from 'node:fs'
import { access, readFile, readdir, readlink, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Finding } from '../../contract/models/doctor.ts'
import type { Capabilities } from '../capabilities.ts'
import { ledgerFile } from '../ledger/open-ledger.ts'
import { freeBytes } from '../preparation/copies-folder.ts'
import type { FfmpegFound } from '../preparation/find-ffmpeg.ts'
import { found } from './finding.ts'

/** Below this nothing much can be written; below the other somebody should know. */
const troubleBytes = 500e6
const lookBytes = 5e9

export async function lookAtDisk(dirs: readonly string[]): Promise<Finding[]> {
  return Promise.all([...new Set(dirs)].map(async (dir) => {
    const free = await freeBytes(dir)
    if (free === null) return found('disk', 'look', 'disk-unknown', {}, dir)
    return free < lookBytes ? found('disk', free < troubleBytes ? 'trouble' : 'look', 'disk-low', { freeBytes: free }, dir) : found('disk', 'ok', 'disk-ok', { freeBytes: free }, dir)
  }))
}

export async function lookAtPermissions(dataDir: string): Promise<Finding[]> {
  const refused: Finding[] = []
  for (const [place, mode, how] of [[dataDir, constants.W_OK, 'written'], [dataDir, constants.R_OK, 'read'], [ledgerFile(dataDir), constants.W_OK, 'written'], [path.join(dataDir, 'backups'), constants.W_OK, 'written']] as const) {
    const error = await access(place, mode).then(() => null, (thrown: NodeJS.ErrnoException) => thrown)
    if (error !== null && error.code !== 'ENOENT') refused.push(found('permissions', 'trouble', 'permissions-refused', { how, message: error.code ?? error.message }, place))
  }
  if (refused.length > 0) return refused
  return [await openToOthers(dataDir) ?? found('permissions', 'ok', 'permissions-ok')]
}

/** Whether other users of this machine come to what is in it (by a name they know, where they may not list it), or may put something else there. Windows has no such bits. */
async function openToOthers(dataDir: string): Promise<Finding | null> {
  const facts = process.platform === 'win32' ? null : await stat(dataDir).catch(() => null)
  if (!facts || (facts.mode & 0o077) === 0) return null
  const mode = (facts.mode & 0o7777).toString(8)
  // A stranger's ledger, or none, in the place of ours: no clip in it would be known any more.
  return (facts.mode & 0o022) !== 0 ? found('permissions', 'trouble', 'permissions-writable', { mode }, dataDir) : found('permissions', 'look', 'permissions-open', { mode }, dataDir)
}

/** @param pid the process that watches folders */
export async function lookAtWatches(pid: number): Promise<Finding[]> {
  if (process.platform !== 'linux') return []
  const most = Number(await readFile('/proc/sys/fs/inotify/max_user_watches', 'utf8'))
  const dir = `/proc/${pid}/fdinfo`
  let used = 0
  for (const fd of await readdir(dir)) used += (await readFile(path.join(dir, fd), 'utf8').catch(() => '')).split('\n').filter((line) => line.startsWith('inotify ')).length
  return [await lookAtInstances(), used > 0.8 * most ? found('watches', 'look', 'watches-low', { used, most }) : found('watches', 'ok', 'watches-ok', { used, most })]
}

/** So many more a folder or two may need. */
const fewInstances = 8

/** Listeners are counted for the whole user: an editor or a synchroniser may have taken all. */
async function lookAtInstances(): Promise<Finding> {
  const most = Number(await readFile('/proc/sys/fs/inotify/max_user_instances', 'utf8'))
  const mine = process.getuid?.()
  let used = 0
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // Processes come and go, and those of others may not be looked into.
    if ((await stat(`/proc/${pid}`).catch(() => null))?.uid !== mine) continue
    const open = await readdir(`/proc/${pid}/fd`).catch(() => [])
    for (const fd of open) if ((await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')) === 'anon_inode:inotify') used += 1
  }
  return most - used < fewInstances ? found('watches', 'look', 'instances-low', { used, most }) : found('watches', 'ok', 'instances-ok', { used, most })
}

export async function lookAtSecrets(dataDir: string, keyProtection: Capabilities['keyProtection']): Promise<Finding> {
  const kept = await keyProtection?.()
  if (kept === 'none') return found('secrets', 'trouble', 'secrets-nowhere')
  if (kept === 'basic-text') return found('secrets', 'look', 'secrets-basic')
  const facts = process.platform === 'win32' ? null : await stat(path.join(dataDir, 'secrets.json')).catch(() => null)
  if (facts && (facts.mode & 0o077) !== 0) return found('secrets', 'trouble', 'secrets-open', { mode: (facts.mode & 0o777).toString(8) })
  return found('secrets', 'ok', kept === 'protected' ? 'secrets-ok' : 'secrets-file')
}

export function lookAtFfmpeg(ffmpeg: FfmpegFound): Finding {
  return ffmpeg.ok ? found('ffmpeg', 'ok', 'ffmpeg-ok', { version: ffmpeg.ffmpeg.version, path: ffmpeg.ffmpeg.path }) : found('ffmpeg', 'look', 'ffmpeg-none', { message: ffmpeg.message })
}
