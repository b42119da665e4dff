import type { ReasonClass } from '../../contract/models/clip.ts'
import type { ServiceWords } from './submission-answer.ts'

/**
 * Every reason we can explain, with what mends it: `again` (the same file may pass), `mend` (the same take,
 * exported or placed differently), `replace` (another take), `ask` (only the service, or a look at its console, helps).
 * The words are in contract/locales/<language>/reasons.json under the same keys.
 */
const service = {
  NoReason: 'again',
  DownloadFailed: 'again',
  TypeMismatch: 'mend',
  FormatUnsupported: 'mend',
  FormatUndetectable: 'mend',
  DurationTooShort: 'replace',
  DurationTooLong: 'mend',
  WidthTooSmall: 'mend',
  WidthTooLarge: 'mend',
  HeightTooSmall: 'mend',
  HeightTooLarge: 'mend',
  AspectRatioTooSmall: 'mend',
  AspectRatioTooLarge: 'mend',
  FileSizeTooLarge: 'mend',
  PixelCountTooSmall: 'mend',
  PixelCountTooLarge: 'mend',
  FpsTooLow: 'mend',
  FpsTooHigh: 'mend',
  AudioTrackRequired: 'mend',
  AudioTrackForbidden: 'mend',
  ContentRestricted: 'replace',
  InputImageSensitiveContentDetected: 'replace',
  InputVideoSensitiveContentDetected: 'replace',
  InputAudioSensitiveContentDetected: 'mend',
  FaceMismatch: 'replace',
  TranscodingFailed: 'again',
  InternalError: 'again',
  SubscriptionRequired: 'ask',
} as const satisfies Record<string, ReasonClass>

const ours = {
  Unreadable: 'replace',
  NotPermitted: 'mend',
  DriveSilent: 'again',
  Empty: 'replace',
  Truncated: 'replace',
  StillChanging: 'again',
  FileChanged: 'again',
  SourceGone: 'replace',
  DuplicateContent: 'replace',
  InvalidUrl: 'mend',
  NotFetchable: 'mend',
  NoLinkSetUp: 'mend',
  OutsidePublicFolder: 'mend',
  LinkFailed: 'again',
  RefusedByService: 'mend',
  TaskCancelled: 'again',
  OutcomeUnknown: 'ask',
  CountsDisagree: 'ask',
  NoResult: 'ask',
  MatchUncertain: 'ask',
  VerdictUnclear: 'ask',
  TaskForgotten: 'ask',
  AnotherTask: 'ask',
  ReviewRefused: 'ask',
  UnknownStatus: 'ask',
  MarkedFailed: 'replace',
  CheckFailed: 'again',
  PreparationFailed: 'mend',
} as const satisfies Record<string, ReasonClass>

export type ServiceFailure = keyof typeof service
export type LocalFailure = keyof typeof ours
export type FailureCode = ServiceFailure | LocalFailure

export const failureCatalogue: Readonly<Record<FailureCode, ReasonClass>> = { ...service, ...ours }
export const serviceFailures = Object.keys(service) as ServiceFailure[]
export const failureCodes = Object.keys(failureCatalogue) as FailureCode[]

/** One language's reasons.json. `measured` says the same with {{measured}} and {{limit}}. */
export type ReasonWords = Record<string, { message: string; measured?: string; advice: string }>

export interface Explanation {
  /** The catalogue's code where the reason is known, else the service's as it came. */
  code: string
  known: boolean
  class: ReasonClass
  message: string
  /** Null for a reason we do not know: it would be a guess. */
  advice: string | null
  /** The service's own words, to be shown beside ours; null when it said nothing more. */
  said: string | null
}

/** The catalogue's code for the service's words: by its code, else by a code mentioned in its message (`"FpsTooLow: …"`). */
export function recogniseFailure({ code, message }: ServiceWords): FailureCode | null {
  const byCode = code === null ? undefined : codeOf.get(squeezed(code))
  if (byCode) return byCode
  for (const word of message?.match(/[A-Za-z][A-Za-z_]{7,}/g) ?? []) {
    const mentioned = codeOf.get(squeezed(word))
    // Our own codes are ours to give; a service that happens to write "Unreadable" means something of its own.
    if (mentioned && mentioned in service && mentioned !== 'NoReason') return mentioned
  }
  return null
}

/** What a person can do about a reason; of an unknown one: ask. */
export function reasonClassOf(reason: ServiceWords | null): ReasonClass {
  const known = reason === null ? 'NoReason' : recogniseFailure(reason)
  return known === null ? 'ask' : failureCatalogue[known]
}

/**
 * A reason in words. Null stands for no reason given; an unknown code is shown as it came.
 * @param facts the measured value and the limit, written with their units, where a check of ours found them
 */
export function explain(reason: ServiceWords | null, words: ReasonWords, facts?: { measured: string; limit: string }): Explanation {
  const said = reason?.message ?? null
  const code = reason === null || (reason.code === null && said === null) ? 'NoReason' : recogniseFailure(reason)
  const found = code === null ? undefined : words[code]
  if (code === null || !found) {
    const came = [reason?.code, said].filter((part) => part !== null && part !== undefined)
    return { code: reason?.code ?? 'Other', known: false, class: 'ask', message: came.join(': '), advice: null, said }
  }
  const message = facts && found.measured
    ? found.measured.replaceAll('{{measured}}', () => facts.measured).replaceAll('{{limit}}', () => facts.limit)
    : found.message
  return { code, known: true, class: failureCatalogue[code], message, advice: found.advice, said }
}

/** `fps_too_low`, `FPS-TOO-LOW` and `InvalidParameter.FpsTooLow` are the same word to a person. */
function squeezed(code: string): string {
  return (code.split(/[./:]/).at(-1) ?? code).replace(/[^A-Za-z]/g, '').toLowerCase()
}

const codeOf = new Map(failureCodes.map((code) => [squeezed(code), code]))
