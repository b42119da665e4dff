import os from 'node:os'

/** Who works here, as the ledger's events record it. */
export function userName(): string {
  try {
    return os.userInfo().username
  } catch {
    // A container may run as a number that has no name.
    return `user ${process.getuid?.() ?? ''}`.trim()
  }
}
