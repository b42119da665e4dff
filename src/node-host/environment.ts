import { z } from 'zod'
import { ProblemError } from '../contract/models/problem.ts'

const positive = z.coerce.number().positive()

const variables = z.object({
  GREENROOM_API_URL: z.url({ protocol: /^https?$/ }).optional(),
  GREENROOM_API_KEY: z.string().optional(),
  GREENROOM_SUBMIT_RPM: positive.optional(),
  GREENROOM_POLL_RPM: positive.optional(),
  GREENROOM_TIMEOUT_MS: positive.optional(),
  GREENROOM_OFFLINE_MS: positive.optional(),
})

export interface HostEnvironment {
  apiUrl?: string
  apiKey?: string
  submitRpm?: number
  pollRpm?: number
  /** One whole request, ms. */
  timeoutMs: number
  /** How long nothing may have answered before `--wait` gives up, ms. */
  offlineMs: number
}

/**
 * The environment variables of the command line; an empty one counts as not set.
 * @throws ProblemError `invalid-input`, naming the variable.
 */
export function readEnvironment(env: Record<string, string | undefined>): HostEnvironment {
  const set = Object.fromEntries(Object.keys(variables.shape).flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])))
  const read = variables.safeParse(set)
  if (!read.success) {
    const name = String(read.error.issues[0]?.path[0] ?? 'GREENROOM_…')
    const isAddress = name.endsWith('URL')
    throw new ProblemError('invalid-input', `The environment variable ${name} is "${set[name] ?? ''}", which is no ${isAddress ? 'whole web address' : 'number above zero'}.`, isAddress ? 'Give one that begins with http:// or https://, such as https://api.example.com.' : 'Give a number above zero, or leave it out.')
  }
  return {
    apiUrl: read.data.GREENROOM_API_URL,
    apiKey: read.data.GREENROOM_API_KEY,
    submitRpm: read.data.GREENROOM_SUBMIT_RPM,
    pollRpm: read.data.GREENROOM_POLL_RPM,
    timeoutMs: read.data.GREENROOM_TIMEOUT_MS ?? 60_000,
    offlineMs: read.data.GREENROOM_OFFLINE_MS ?? 20_000,
  }
}
