/**
 * Closes a union: the compiler refuses the call while a case is unhandled, and a value that
 * slipped past the compiler (an old row, a newer peer) is named instead of ignored.
 */
export function assertNever(value: never, where = 'a union'): never {
  throw new Error(`Unhandled case in ${where}: ${JSON.stringify(value)}`)
}
