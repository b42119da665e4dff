/** Everything the sandbox can be told to do differently. One scenario is a few of these. */
export interface Behaviour {
  /** Where a result says which clip an item is: nowhere, in the item, or in the upstream's answer passed through (as JSON or as text). */
  names: 'none' | 'item' | 'raw-response' | 'raw-text'
  /** Items carry the URL that was submitted. */
  urls: boolean
  /** Items come in another order than the assets were submitted in. */
  shuffled: boolean
  /** Failed items carry `error: {code, message}`. */
  reasons: boolean
  /** Share of each batch that fails whatever its media, 0 to 1. */
  failShare: number
  /** Names decide: `flaky…` fails once without a reason, `…no-face…` fails every time with FaceMismatch. */
  namesDecide: boolean
  result: 'whole' | 'one-missing' | 'missing' | 'in-both-lists'
  bodies: 'wrapped' | 'flat'
  /** How a task goes on once accepted. */
  course: 'plain' | 'many-words' | 'unknown-word' | 'unknown-word-forever' | 'never-ends' | 'cancelled' | 'forgotten' | 'found-late'
  submitFault: SubmitFault | null
  /** How many submissions the fault hits before all goes well. */
  faultCount: number
  submitLimitPerMinute: number | null
  pollLimitPerMinute: number | null
  /** What a 429 says about when to come back. */
  retryAfter: 'none' | 'seconds' | 'milliseconds' | 'date'
  /** Every second reading of a task goes wrong, in turn in each way a reading can. */
  pollsStumble: boolean
  /** Submissions accepted before the balance is spent (402). */
  balance: number | null
  keyRefused: boolean
  tokenLifeMs: number
  /** Asking for the verdict before the person has finished spends the token. */
  earlyQuerySpendsToken: boolean
  verdict: VerdictShape | 'in-turn'
}

export type VerdictShape = 'GroupId' | 'group_id' | 'bare' | 'task'

/** `…-accepted` and the silent ones take the submission in; the operator cannot know. */
export type SubmitFault =
  | 'envelope-500' | 'html-500' | 'html-502-accepted' | 'html-200-accepted' | 'code-not-200'
  | 'dropped-accepted' | 'reset-before' | 'silence-accepted' | 'slow'

const MINUTES = 60_000

const plain: Behaviour = {
  names: 'none',
  urls: false,
  shuffled: false,
  reasons: false,
  failShare: 0,
  namesDecide: false,
  result: 'whole',
  bodies: 'wrapped',
  course: 'plain',
  submitFault: null,
  faultCount: 0,
  submitLimitPerMinute: null,
  pollLimitPerMinute: null,
  retryAfter: 'none',
  pollsStumble: false,
  balance: null,
  keyRefused: false,
  tokenLifeMs: 30 * MINUTES,
  earlyQuerySpendsToken: false,
  verdict: 'GroupId',
}

const friendly: Partial<Behaviour> = { names: 'item', reasons: true, namesDecide: true }
const limited: Partial<Behaviour> = { submitLimitPerMinute: 3 }

/** Scenario → how it differs from what the vendor's page says (`plain`). */
const scenarios = {
  // People try these
  default: friendly,
  demo: friendly,

  // How results come
  plain: {},
  'echo-names': { names: 'item' },
  'echo-names-shuffled': { names: 'item', shuffled: true },
  'echo-urls-shuffled': { urls: true, shuffled: true },
  'raw-names-shuffled': { names: 'raw-response', shuffled: true },
  'raw-text-names': { names: 'raw-text' },
  shuffled: { shuffled: true },
  reasons: { names: 'item', reasons: true, failShare: 0.4 },
  'counts-disagree': { result: 'one-missing' },
  'missing-result': { result: 'missing' },
  'in-both-lists': { result: 'in-both-lists' },
  'flat-bodies': { bodies: 'flat' },

  // How many fail
  'some-fail': { failShare: 0.3 },
  'most-fail': { failShare: 0.8 },
  'all-fail': { failShare: 1 },

  // How a submission is answered
  'envelope-500': { submitFault: 'envelope-500', faultCount: 2 },
  'html-500': { submitFault: 'html-500', faultCount: 1 },
  'html-502-accepted': { submitFault: 'html-502-accepted', faultCount: 1 },
  'html-200': { submitFault: 'html-200-accepted', faultCount: 1 },
  'code-not-200': { submitFault: 'code-not-200', faultCount: 2 },
  'lost-answer': { submitFault: 'dropped-accepted', faultCount: 1 },
  'reset-before': { submitFault: 'reset-before', faultCount: 1 },
  hang: { submitFault: 'silence-accepted', faultCount: 1 },
  slow: { submitFault: 'slow', faultCount: Infinity },
  'rate-limited': { ...limited, retryAfter: 'seconds' },
  'rate-limited-ms': { ...limited, retryAfter: 'milliseconds' },
  'rate-limited-date': { ...limited, retryAfter: 'date' },
  'rate-limited-bare': limited,
  'no-balance': { balance: 2 },
  'key-refused': { keyRefused: true },

  // How a task goes on
  'many-words': { course: 'many-words' },
  'unknown-status': { course: 'unknown-word' },
  'unknown-status-forever': { course: 'unknown-word-forever' },
  'never-ends': { course: 'never-ends' },
  cancelled: { course: 'cancelled' },
  'task-forgotten': { course: 'forgotten' },
  'task-found-late': { course: 'found-late' },
  'polls-stumble': { pollsStumble: true },
  'polls-limited': { pollLimitPerMinute: 20, retryAfter: 'seconds' },

  // How a person is verified
  'token-expired': { tokenLifeMs: 2 * MINUTES },
  'token-spent': { earlyQuerySpendsToken: true },
  'verdict-group-id': { verdict: 'group_id' },
  'verdict-bare': { verdict: 'bare' },
  'verdict-task': { verdict: 'task' },
  'verdict-shapes': { verdict: 'in-turn' },
} satisfies Record<string, Partial<Behaviour>>

export type ScenarioName = keyof typeof scenarios

export const scenarioNames = Object.keys(scenarios) as ScenarioName[]

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name)
}

/**
 * The behaviour a scenario stands for.
 * @throws Error that lists the names there are, when it is none of them
 */
export function behaviourOf(name: string): Behaviour {
  if (!isScenarioName(name)) throw new Error(`There is no sandbox scenario called "${name}". Choose one of: ${scenarioNames.join(', ')}.`)
  return { ...plain, ...scenarios[name] }
}
