import Database from 'better-sqlite3'

/** SQLite's own quick check over a connection that may only read. @returns `ok`, or what it found */
export function quickCheck(file: string): string {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 })
    try {
      return String(database.pragma('quick_check(1)', { simple: true }))
    } finally {
      database.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
