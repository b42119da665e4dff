import { mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import pino from 'pino'
import type { Log } from '../src/main/capabilities.ts'

const largestBytes = 8 * 1024 ** 2

/** JSON lines in a file: a desktop application has no terminal. One older file is kept beside it; nothing in it is secret. */
export function fileLog(file: string, level: 'debug' | 'info' = 'info'): Log {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestBytes) renameSync(file, `${file}.1`)
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: ['key', '*.key', 'authorization', '*.authorization', 'headers'], censor: '[hidden]' } },
    pino.destination({ dest: file, sync: true, mode: 0o600 }),
  )
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  }
}
