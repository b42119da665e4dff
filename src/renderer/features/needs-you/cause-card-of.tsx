import { assertNever } from '../../../contract/assert-never.ts'
import type { Cause } from '../../../contract/models/overview.ts'
import { AccountStoppedCard } from './account-stopped-card.tsx'
import { BatchesUnclearCard } from './batches-unclear-card.tsx'
import { CoreTroubleCard } from './core-trouble-card.tsx'
import { FailedCard } from './failed-card.tsx'
import { FolderWaitingCard } from './folder-waiting-card.tsx'
import { GroupStoppedCard } from './group-stopped-card.tsx'
import { HeldCard } from './held-card.tsx'
import { IntakeAsksCard } from './intake-asks-card.tsx'
import { NetworkWaitsCard } from './network-waits-card.tsx'
import { LinksSilentCard } from './links-silent-card.tsx'
import { StorageRefusesCard } from './storage-refuses-card.tsx'
import { PreparationWaitsCard } from './preparation-waits-card.tsx'
import { LimitAppliesCard } from './limit-applies-card.tsx'
import { LimitTriedCard } from './limit-tried-card.tsx'
import { SessionOpenCard } from './session-open-card.tsx'

/** The card of a cause, with its own buttons and dialogs. */
export function CauseCardOf({ cause, onShowSession }: { cause: Cause; onShowSession: (sessionId: number) => void }) {
  switch (cause.kind) {
    case 'core-trouble':
      return <CoreTroubleCard cause={cause} />
    case 'account-stopped':
      return <AccountStoppedCard cause={cause} />
    case 'storage-refuses':
      return <StorageRefusesCard cause={cause} />
    case 'network-waits':
      return <NetworkWaitsCard cause={cause} />
    case 'links-silent':
      return <LinksSilentCard cause={cause} />
    case 'group-stopped':
      return <GroupStoppedCard cause={cause} />
    case 'intake-asks':
      return <IntakeAsksCard cause={cause} />
    case 'batches-unclear':
      return <BatchesUnclearCard cause={cause} />
    case 'held':
      return <HeldCard cause={cause} />
    case 'limit-tried':
      return <LimitTriedCard cause={cause} />
    case 'limit-applies':
      return <LimitAppliesCard cause={cause} />
    case 'failed':
      return <FailedCard cause={cause} />
    case 'folder-waiting':
      return <FolderWaitingCard cause={cause} />
    case 'preparation-waits':
      return <PreparationWaitsCard cause={cause} />
    case 'session-open':
      return <SessionOpenCard cause={cause} onShow={onShowSession} />
    default:
      return assertNever(cause)
  }
}
