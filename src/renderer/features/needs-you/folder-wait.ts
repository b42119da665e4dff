import { folderWaitCauses, type FolderWaitCause } from '../../../contract/models/folder.ts'
import type { Cause } from '../../../contract/models/overview.ts'

/** What a waiting folder waits for; one of an older ledger is simply away. */
export function folderWaitOf({ cause }: Extract<Cause, { kind: 'folder-waiting' }>): FolderWaitCause {
  return folderWaitCauses.find((each) => each === cause) ?? 'gone'
}
