import pino from 'pino'
import type { Log } from '../main/capabilities.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** JSON lines on stderr: stdout belongs to what a command answers. Written at once, so nothing is lost when the process ends. */
export function stderrLog(level: LogLevel): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: ['key', '*.key', 'authorization', '*.authorization', 'headers'], censor: '[hidden]' } },
    pino.destination({ fd: 2, sync: true }),
  )
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  }
}
