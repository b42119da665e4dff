import { accountStop, type AccountStop } from '../../../contract/models/states.ts'

/** The kinds of stop we have words for; a word of a newer core is `other`. */
export function accountStopOf(stop: string): AccountStop | 'other' {
  const known = accountStop.safeParse(stop)
  return known.success ? known.data : 'other'
}
