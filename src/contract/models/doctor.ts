import { z } from 'zod'

/** What is looked at, in the order it is told. */
export const doctorChecks = ['runner', 'ledger', 'backups', 'disk', 'permissions', 'clock', 'api', 'links', 'folders', 'watches', 'ffmpeg', 'secrets', 'channels'] as const
export const doctorCheck = z.enum(doctorChecks)

/**
 * One thing that was found. `code` has its words in src/contract/locales/<language>/doctor.json; `values` are the figures
 * in them: names that end in `Bytes`, `Ms` or `At` are sizes, durations and moments (UTC ms).
 */
export const finding = z.object({
  check: doctorCheck,
  /** `look`: the work goes on, and somebody should look; `trouble`: something does not go on. */
  level: z.enum(['ok', 'look', 'trouble']),
  code: z.string(),
  /** Which account, folder or loop; empty where there is one of its kind. */
  subject: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Finding = z.infer<typeof finding>

export const examination = z.object({ at: z.number(), version: z.string(), findings: z.array(finding) })
export type Examination = z.infer<typeof examination>
