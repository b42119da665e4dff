import { asDictionary, isUnparsed, type Observation } from '../domain/submission-answer.ts'
import type { ApiError } from './api-error.ts'
import * as say from './error-words.ts'
import { judgeAnswer } from './judge-answer.ts'

/**
 * Reads the answer to a question for a task that cannot exist. Null: this is the API, and it took the key.
 * "No such task" and "no such thing as this id" are the answers hoped for; a page or a redirect is somebody else.
 */
export function judgeProbe(observation: Observation, host: string, requestId: string | null): ApiError | null {
  const judged = judgeAnswer(observation, { host, requestId, mayHaveActed: false, lookedFor: 'such task' })
  if (judged.ok) {
    const body = isUnparsed(judged.body) ? null : asDictionary(judged.body)
    const speaksLikeIt = body !== null && ['code', 'data', 'id', 'status', 'task_id'].some((word) => word in body)
    return speaksLikeIt ? null : { kind: 'not-the-api', ...say.notTheApi(host, 'JSON of another kind'), requestId, status: 200 }
  }
  const { error } = judged
  if (error.kind === 'not-found') return null
  // 403 is about the key, not about the made-up id.
  return error.kind === 'service-refused' && error.status !== 403 ? null : error
}
