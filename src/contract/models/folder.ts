import { z } from 'zod'
import { stateCounts } from './states.ts'

export const folderState = z.enum(['scanning', 'watching', 'paused', 'waiting'])
export type FolderState = z.infer<typeof folderState>

/** Why a folder waits, as a word. */
export const folderWaitCauses = ['gone', 'other-drive', 'drive-silent', 'not-permitted', 'unreadable', 'scan-failed'] as const
export type FolderWaitCause = (typeof folderWaitCauses)[number]
/** What hinders a folder, as a word; the last two hinder a part of it or nothing, and it is watched all the same. */
export const folderCause = z.enum([...folderWaitCauses, 'places-unreadable', 'polled'])
export type FolderCause = z.infer<typeof folderCause>

export const watchFolder = z.object({
  id: z.number().int(),
  groupId: z.number().int(),
  groupName: z.string(),
  path: z.string(),
  state: folderState,
  /** In words: why it waits, or why it is looked through instead of listened to. */
  why: z.string().nullable(),
  /** The same as a word; null: nothing hinders it. */
  cause: folderCause.nullable(),
  /** Whether changes are told (`events`) or looked for every so often (`polling`). */
  mode: z.enum(['events', 'polling']),
  settleMs: z.number().int(),
  lingerMs: z.number().int(),
  batchSize: z.number().int().nullable(),
  /** File-name patterns that are left alone, e.g. `*_proxy.mp4`. */
  ignore: z.array(z.string()),
  /** What happens to what was there before. */
  existing: z.enum(['submit', 'ignore']),
  /** How its clips are prepared before they are sent; null: they are sent as they are. */
  profileId: z.number().int().nullable(),
  profileName: z.string().nullable(),
  counts: stateCounts,
  lastScanAt: z.number().nullable(),
  createdAt: z.number(),
})
export type WatchFolder = z.infer<typeof watchFolder>

export const folderSettings = z.object({
  settleMs: z.number().int().min(0).max(86_400_000).optional(),
  lingerMs: z.number().int().min(0).max(7 * 86_400_000).optional(),
  batchSize: z.number().int().min(1).max(1000).nullable().optional(),
  ignore: z.array(z.string().min(1)).optional(),
  profileId: z.number().int().nullable().optional(),
})
export type FolderSettings = z.infer<typeof folderSettings>
