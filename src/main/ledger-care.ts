/** What a host may do with a ledger that it does not open: list its backups, put one back. */
export { listBackups, restoreBackup, type Backup } from './ledger/backups.ts'
export { lookIntoBackup, type BackupHolds } from './ledger/look-into-backup.ts'
