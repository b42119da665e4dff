/** The parts of zod's issues that words are made from: https://zod.dev/error-customization */
export interface InputIssue {
  code?: string
  message: string
  path?: readonly (PropertyKey | { key: PropertyKey })[]
  origin?: string
  minimum?: number | bigint
  maximum?: number | bigint
  inclusive?: boolean
  format?: string
  values?: readonly unknown[]
  expected?: string
}

/** What the contract's fields are called on the command line. */
const called: Record<string, string> = {
  name: '--name', projectName: '--project', remoteId: 'the group_id', consentNote: '--consent-note', callbackUrl: '--callback-url',
  submitRpm: '--submit-rpm', pollRpm: '--poll-rpm', baseUrl: '--url', key: 'the key', batchSize: '--batch-size',
  url: '--url', origin: '--origin', root: '--root', host: '--host', port: '--port', expiryMs: '--expiry-ms',
  settleMs: '--settle-ms', lingerMs: '--linger-ms', path: 'the folder', location: 'the file', limit: '--limit', after: '--after',
  taskId: 'the task id', verdicts: 'the list of verdicts', ids: 'the list of ids', inputs: 'the list of inputs', id: 'the id',
}

/** One refused input as a sentence: which, and what is wrong with it. */
export function inputInWords(issue: InputIssue): string {
  const name = nameOf(issue)
  return `${name[0]?.toUpperCase() ?? ''}${name.slice(1)} ${wrongWith(issue)}.`
}

function nameOf({ path = [] }: InputIssue): string {
  const parts = path.map((part) => String(typeof part === 'object' ? part.key : part))
  const last = parts.at(-1)
  if (last === undefined) return 'what was given'
  // A place in a list: `inputs.0` is the first input.
  if (/^\d+$/.test(last)) return `${(parts.at(-2) ?? 'entry').replace(/s$/, '')} ${Number(last) + 1}`
  return called[last] ?? last.replace(/([A-Z])/g, ' $1').toLowerCase()
}

/** What zod's code says, without its grammar: e.g. `is empty`, `must be a whole address, such as https://example.com`. */
export function wrongWith({ code, origin, minimum, maximum, format, values, expected, message }: InputIssue): string {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : ''
  switch (code) {
    case 'too_small':
      if (origin === 'string' && Number(minimum) === 1) return 'is empty'
      return origin === 'array' && Number(minimum) === 1 ? 'is empty' : `must be at least ${String(minimum)}${unit}`
    case 'too_big':
      return `must be at most ${String(maximum)}${unit}${origin === 'string' ? ' long' : ''}`
    case 'invalid_format':
      return format === 'url' ? 'must be a whole address, such as https://example.com' : 'is not in the form that is needed'
    case 'invalid_value':
      return `must be one of: ${(values ?? []).join(', ')}`
    case 'invalid_type':
      return expected === 'number' || expected === 'int' ? 'must be a number' : expected === 'string' ? 'is missing' : 'is missing or of the wrong kind'
    case 'unrecognized_keys':
      return 'holds something that is not known here'
    case 'custom':
      return `is not usable: ${message.replace(/\.$/, '')}`
    default:
      return 'cannot be understood'
  }
}
