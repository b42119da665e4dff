import type { Io } from './io.ts'
import { networkWaitInWords } from './network-words.ts'
import { unsettled, waitsForNetwork, type Standing } from './wait-until-settled.ts'
import { countsInWords } from './clip-words.ts'
import { displayWidth } from './table.ts'
import { clockTime } from './words.ts'

export interface ProgressLine {
  show(standing: Standing, now: number): void
  /** Takes the line away again, where it can be. */
  end(): void
}

/** A log is not a terminal: it gets a line at most this often, ms. */
const logEveryMs = 10_000

/**
 * What a wait waits for and until when, on stderr: on a terminal one calm line, rewritten only when its words
 * change; in a log a line of its own, when the words changed and the last one is old enough.
 */
export function progressLine(io: Io): ProgressLine {
  return io.stderr.isTTY ? onTerminal(io.stderr) : inLog(io.stderr)
}

function onTerminal(stderr: Io['stderr']): ProgressLine {
  let shown = ''
  return {
    show(standing, now) {
      const text = cut(waitInWords(standing, now), (stderr.columns ?? 80) - 1)
      if (text === shown) return
      shown = text
      stderr.write(`\r\u001b[2K${text}`)
    },
    end() {
      if (shown) stderr.write('\r\u001b[2K')
      shown = ''
    },
  }
}

function inLog(stderr: Io['stderr']): ProgressLine {
  let shown = ''
  let shownAt = -Infinity
  return {
    show(standing, now) {
      if (now - shownAt < logEveryMs || (unsettled(standing.counts) === 0 && !standing.scanning)) return
      const text = waitInWords(standing, now)
      if (text === shown) return
      shown = text
      shownAt = now
      stderr.write(`${text}\n`)
    },
    end: () => undefined,
  }
}

/** e.g. `Waiting: 2 cleared, 3 in review, 12 queued · next sending 14:20:31 · next answer 14:20:05 · done about 16:40:00`. */
export function waitInWords(standing: Standing, now: number): string {
  const { counts, account, scanning, groupStopped, storageTrouble, networkWait, until } = standing
  const words = countsInWords(counts)
  const told = Math.max(account.submit.toldToWaitUntil ?? 0, account.poll.toldToWaitUntil ?? 0)
  if (account.state === 'paused') return `Paused, until greenroom account resume: ${words}`
  if (groupStopped) return `This person's submissions have stopped: ${words}`
  if (told > now) return `The service asks to wait until ${clockTime(told, now)}: ${words}`
  if (account.troubleSince !== null) return `The service does not answer, tried again by itself: ${words}`
  if (networkWait !== null && waitsForNetwork(standing) > 0) return `${networkWaitInWords(networkWait).message} ${words}`
  if (account.linksTrouble !== null && standing.files.publishing + standing.files.ready > 0) return `Links do not open, tried again by themselves: ${words}`
  if (storageTrouble !== null && counts.publishing > 0) return `${storageTrouble.message} Uploads are tried again by themselves: ${words}`
  const times = [
    counts.ready > 0 ? moment('next sending', until.nextSendAt, now) : null,
    counts['in-review'] > 0 ? moment('next answer', until.nextAnswerAt, now) : null,
    moment('done about', until.doneAt, now),
  ].filter((text) => text !== null)
  return [`${scanning ? 'Looking for clips' : 'Waiting'}: ${words}`, ...times].join(' · ')
}

/** A moment to come; what is due already happens now. */
function moment(what: string, at: number | null, now: number): string | null {
  return at === null || at <= now ? null : `${what} ${clockTime(at, now)}`
}

function cut(text: string, width: number): string {
  let result = ''
  for (const character of text) {
    if (displayWidth(result) + displayWidth(character) > width) break
    result += character
  }
  return result
}
