import { spawn } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'

export type FfmpegEnd =
  | { kind: 'done' }
  | { kind: 'stopped' }
  | { kind: 'disk-full'; message: string }
  /** It cannot be started: not there, not permitted. */
  | { kind: 'no-ffmpeg'; message: string }
  | { kind: 'failed'; message: string }

export interface FfmpegRun {
  ffmpeg: string
  args: readonly string[]
  /** Length of what is made, ms; null: progress cannot be told. */
  lengthMs: number | null
  signal: AbortSignal
  onStart(pid: number): void
  /** 0 to 1. */
  onProgress(fraction: number): void
}

/** What is kept of its complaints. */
const keptComplaint = 4_000
/** So long it may take to end when asked to; then it is ended. */
const patienceMs = 3_000

/** Runs ffmpeg to its end, or until the signal. It yields to whatever else the machine does. */
export function runFfmpeg({ ffmpeg, args, lengthMs, signal, onStart, onProgress }: FfmpegRun): Promise<FfmpegEnd> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: 'stopped' })
    const child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    let complaint = ''
    let rest = ''
    let killing: NodeJS.Timeout | undefined
    const stop = (): void => {
      child.kill('SIGTERM')
      killing = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    }
    signal.addEventListener('abort', stop, { once: true })
    child.on('spawn', () => {
      if (child.pid === undefined) return
      try {
        os.setPriority(child.pid, os.constants.priority.PRIORITY_BELOW_NORMAL)
      } catch {
        // Only politeness: it may have ended already, or the system does not allow it.
      }
      onStart(child.pid)
    })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const micros = /^out_time_(?:us|ms)=(\d+)/.exec(line)?.[1]
        if (micros !== undefined && lengthMs) onProgress(Math.min(1, Number(micros) / 1000 / lengthMs))
      }
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => { complaint = (complaint + text).slice(-keptComplaint) })
    let notStarted: string | null = null
    child.on('error', (error) => { notStarted = error.message })
    child.on('close', (code) => {
      clearTimeout(killing)
      signal.removeEventListener('abort', stop)
      if (signal.aborted) resolve({ kind: 'stopped' })
      else if (notStarted !== null) resolve({ kind: 'no-ffmpeg', message: `${ffmpeg} could not be started: ${notStarted}` })
      else if (code === 0) resolve({ kind: 'done' })
      else if (/No space left on device|Disk quota exceeded|ENOSPC|not enough space/i.test(complaint)) resolve({ kind: 'disk-full', message: lastWords(complaint) })
      else resolve({ kind: 'failed', message: lastWords(complaint) || `ffmpeg ended with code ${String(code)} and said nothing.` })
    })
  })
}

/** Its last words, without the addresses of its insides. */
function lastWords(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.replace(/^\[[^\]]*@ 0x[0-9a-f]+\]\s*/, '').replace(/file:/g, '').trim()).filter(Boolean)
  return [...new Set(lines)].slice(-3).join(' · ')
}

/**
 * Ends an ffmpeg that outlived the process that started it. A number may belong to somebody else by now, so
 * it is ended only if what it works on is ours. (On Windows a child never outlives its parent.)
 * @param mark part of the name of the file it writes
 */
export async function endOrphan(pid: number, mark: string): Promise<boolean> {
  if (process.platform === 'win32') return false
  const line = await commandLine(pid)
  if (line === null || !line.includes(mark)) return false
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

function commandLine(pid: number): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn('ps', ['-ww', '-p', String(pid), '-o', 'command='], { stdio: ['ignore', 'pipe', 'ignore'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (more: string) => { text += more })
    child.on('error', () => resolve(null))
    child.on('close', (code) => resolve(code === 0 ? text : null))
  })
}

/** Where the copy of a preparation is written until it is whole; its name tells whose it is. */
export function partFile(folder: string, preparationId: number, nonce: string): string {
  return path.join(folder, `.${partMark(preparationId)}${nonce}.part`)
}

export function partMark(preparationId: number): string {
  return `greenroom-copy-${preparationId}-`
}
