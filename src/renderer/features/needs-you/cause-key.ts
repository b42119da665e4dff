import { assertNever } from '../../../contract/assert-never.ts'
import type { Cause } from '../../../contract/models/overview.ts'

/** What tells one cause from another, stable while the cause lasts; for React keys and for links to a card. */
export function causeKey(cause: Cause): string {
  switch (cause.kind) {
    case 'core-trouble':
      return `${cause.kind}-${cause.trouble}-${cause.subject}`
    case 'account-stopped':
    case 'storage-refuses':
    case 'links-silent':
      return `${cause.kind}-${cause.accountId}`
    case 'group-stopped':
      return `${cause.kind}-${cause.groupId}`
    case 'intake-asks':
      return `${cause.kind}-${cause.intake.id}`
    case 'batches-unclear':
      return `${cause.kind}-${cause.groupId}-${cause.why}`
    case 'held':
      return `${cause.kind}-${cause.groupId ?? `account-${cause.accountId}`}-${cause.reasonCode}`
    case 'limit-tried':
      return `${cause.kind}-${cause.trialId}`
    case 'limit-applies':
      return `${cause.kind}-${cause.accountId}-${cause.assetType}-${cause.reasonCode}`
    case 'failed':
      return `${cause.kind}-${cause.groupId}-${cause.reasonCode}`
    case 'folder-waiting':
      return `${cause.kind}-${cause.folderId}`
    case 'preparation-waits':
    case 'network-waits':
      return cause.kind
    case 'session-open':
      return `${cause.kind}-${cause.sessionId}`
    default:
      return assertNever(cause)
  }
}
