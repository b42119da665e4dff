import { z } from 'zod'

/** Everything work may wait for, each with words in locales/<language>/waiting.json: what is waited for, and until when. */
export const waitingFor = [
  'nobody-runs', 'disk-full', 'loop-stuck', 'paused', 'stopped', 'offline', 'service-trouble', 'told-to-wait', 'rate', 'rate-learnt', 'answer', 'links-silent', 'linger', 'leaving',
  'settle', 'folder', 'check', 'check-later', 'link', 'link-ahead', 'network', 'storage', 'storage-refuses', 'upload', 'review', 'review-told', 'batch-paused', 'person-paused', 'person-stopped', 'your-word',
  'preparation', 'preparation-paused', 'preparation-waits', 'verification', 'phone', 'forgetting', 'messages',
] as const
export type WaitingFor = (typeof waitingFor)[number]

/** One thing that is waited for now. `until` null and `everyMs` null: until a person does something, which the words say. */
export const waiting = z.object({
  for: z.enum(waitingFor),
  /** Clips that wait for it; 0 where it is not about clips. */
  clips: z.number().int(),
  /** A person, a folder, a loop, a channel; empty where there is nothing to tell apart. */
  subject: z.string(),
  /** UTC ms; past: any moment. */
  until: z.number().nullable(),
  /** How often it is tried or looked for. */
  everyMs: z.number().nullable(),
  /** What was told about it, as it came. */
  message: z.string().nullable(),
})
export type Waiting = z.infer<typeof waiting>
