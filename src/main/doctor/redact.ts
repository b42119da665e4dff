/**
 * Takes out of a text what nobody who helps needs: secrets, by their values in every usual encoding and by their looks;
 * addresses beyond their host; paths; mail addresses; and the names of people, who become *person 3*.
 */
import { hideSecrets } from '../domain/hide-secrets.ts'

export interface RedactOptions {
  /** Values that are secret here. */
  secrets: readonly string[]
  /** What to write instead of names that are told. */
  names: readonly (readonly [name: string, instead: string])[]
}

const hidden = '[hidden]'

export function createRedactor({ secrets, names }: RedactOptions): (text: string) => string {
  const known = names.filter(([name]) => name.trim() !== '').sort(([a], [b]) => b.length - a.length)
  return (text) => {
    let clean = hideSecrets(text, secrets, hidden)
      .replace(/\b([a-z][a-z0-9+.-]{1,20}:\/\/)(?:[^\s/"'<>@]*@)?([^\s/"'<>?#\\]*)[^\s"'<>]*/gi, (_, scheme: string, host: string) => (scheme.toLowerCase() === 'asset://' ? `${scheme}…` : `${scheme}${host}/…`))
      .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`)
      .replace(/([?&\s"'](?:token|key|sign|signature|secret|password|access_token|x-amz-[a-z-]+)["']?\s*[=:]\s*["']?)[^\s&"',}]+/gi, `$1${hidden}`)
      .replace(/[^\s@<>"'(),:;]+@[^\s@<>"'(),:;]+\.[a-z]{2,}/gi, '[mail]')
    for (const [name, instead] of known) clean = clean.replaceAll(name, instead)
    return clean
      .replace(/(?<![\w.:/…])(?:[A-Za-z]:)?[\\/](?:[^\s\\/"'<>|:*?,;]+[\\/])*[^\s\\/"'<>|:*?,;]+/g, (path) => `…/${/\.[a-z0-9]{1,5}$/i.exec(path)?.[0] ?? ''}`)
      // Nothing we write looks like this and says anything to a person.
      .replace(/(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{24,}(?![\w-])/g, hidden)
  }
}

/** The same for every string in a value; keys stay. */
export function redactDeep(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((each) => redactDeep(each, redact))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redactDeep(each, redact)]))
  return value
}
