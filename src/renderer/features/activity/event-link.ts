import type { LedgerEvent } from '../../../contract/models/event.ts'
import { clipsLink } from '../clips-link.ts'

/** Where an event leads: its clip, else its batch's clips, its folder, its person, its account; null if to nothing. */
export function eventLink({ clipId, batchId, folderId, groupId, accountId, what, data }: LedgerEvent): string | null {
  if (clipId !== null) return `/clips?clip=${clipId}`
  if (batchId !== null) return clipsLink({ batchId })
  if (folderId !== null) return '/folders'
  if (what.startsWith('intake.') && typeof data.intake === 'number') return clipsLink({ intakeId: data.intake })
  if (groupId !== null) return `/people/${groupId}`
  if (what.startsWith('session.')) return '/people'
  return accountId === null ? null : '/settings'
}
