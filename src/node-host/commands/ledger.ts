import type { Command } from 'commander'
import { listBackups, lookIntoBackup, restoreBackup, type BackupHolds } from '../../main/ledger-care.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { userName } from '../user-name.ts'
import { clockTime, count } from '../words.ts'

export function addLedgerCommand(program: Command, call: Call): void {
  const ledger = program.command('ledger').description("the ledger's backups, taken by themselves every six hours")
  ledger.command('backups').description('list them, the newest first').action(() => call.run(() => backups(call)))
  ledger
    .command('restore')
    .description('put a backup in the place of a damaged ledger, which is kept aside; everything is paused then')
    .option('--backup <name>', 'which one (default: the newest)')
    .action((options: { backup?: string }) => call.run(() => restore(call, options.backup ?? null)))
}

async function backups(call: Call): Promise<number> {
  const found = listBackups(call.dataDir()).map((backup) => ({ ...backup, holds: lookIntoBackup(backup.file) }))
  call.answer(
    { backups: found.map(({ name, takenAt, sizeBytes, holds }) => ({ name, takenAt, sizeBytes, holds })) },
    found.length === 0 ? 'There is no backup yet.\n' : found.map((backup) => `${backup.name}  ${Math.ceil(backup.sizeBytes / 1024).toLocaleString('en')} KB  ${holdsWords(backup.holds, call.clock.now())}\n`).join(''),
  )
  return exitCodes.done
}

function holdsWords(holds: BackupHolds | null, now: number): string {
  if (holds === null) return 'cannot be read by this version'
  const clips = Object.values(holds.clips).reduce((sum, n) => sum + n, 0)
  return `${count(clips, 'clip')}, ${holds.clips.active} cleared, ${count(holds.people, 'person', 'people')}${holds.lastEventAt === null ? '' : `; knows of everything until ${clockTime(holds.lastEventAt, now)}`}`
}

async function restore(call: Call, name: string | null): Promise<number> {
  const { backup, keptAside } = await restoreBackup(call.dataDir(), name, { now: call.clock.now(), actor: userName(), pause: (ms) => call.clock.wait(ms) })
  call.answer(
    { restored: backup.name, takenAt: backup.takenAt, keptAside },
    `${backup.name} is the ledger now. ${keptAside === null ? '' : `What was there is kept in ${keptAside}. `}\nEverything is paused: what was sent after the backup is not in it, and would be sent again.\nSet those clips aside, or take them in no more; then: greenroom account resume\n`,
  )
  return exitCodes.done
}
