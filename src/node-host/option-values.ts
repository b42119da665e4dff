import { InvalidArgumentError } from 'commander'
import { clipStates, type ClipState } from '../contract/models/states.ts'

/** A whole number from `min` on, for commander's options and arguments. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text.trim()) || value < min || value > max) throw new InvalidArgumentError(`It must be a whole number from ${min}${max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : ' on'}.`)
    return value
  }
}

/** A number above zero; limits per minute may be fractions. */
export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0 || text.trim() === '') throw new InvalidArgumentError('It must be a number above zero.')
  return value
}

/** An absolute http(s) address. */
export function webAddress(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new InvalidArgumentError('It must be a whole address, such as https://example.com.')
  return text
}

/** Ids as a variadic argument. */
export function ids(text: string, before: number[] | undefined): number[] {
  return [...(before ?? []), wholeNumber(1)(text)]
}

/** One state or several, separated by commas or given again. */
export function states(text: string, before: ClipState[] | undefined): ClipState[] {
  const given = text.split(',').map((each) => each.trim()).filter(Boolean)
  const unknown = given.find((each) => !(clipStates as readonly string[]).includes(each))
  if (unknown !== undefined || given.length === 0) throw new InvalidArgumentError(`States are: ${clipStates.join(', ')}.`)
  return [...(before ?? []), ...(given as ClipState[])]
}
