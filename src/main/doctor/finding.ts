import type { Finding } from '../../contract/models/doctor.ts'

type Check = Finding['check']

export function found(check: Check, level: Finding['level'], code: string, values: Finding['values'] = {}, subject = ''): Finding {
  return { check, level, code, subject, values }
}

/** How long one look may take: a share that hangs must not hold the whole examination. */
const patienceMs = 20_000

/** What one look found; one that fails or does not come back is itself a finding. */
export async function look(check: Check, work: () => Promise<Finding | Finding[]>, wait: (ms: number, signal: AbortSignal) => Promise<void>): Promise<Finding[]> {
  const ended = new AbortController()
  const late = wait(patienceMs, ended.signal).then(() => found(check, 'look', 'check-failed', { message: `no answer within ${patienceMs / 1000} s` }))
  try {
    return [await Promise.race([work(), late])].flat()
  } catch (error) {
    return [found(check, 'look', 'check-failed', { message: error instanceof Error ? error.message : String(error) })]
  } finally {
    ended.abort()
  }
}
