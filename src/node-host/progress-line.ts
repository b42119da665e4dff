import type { Io } from './io.ts'
import type { Standing } from './wait-until-settled.ts'
import { countsInWords } from './clip-words.ts'
import { displayWidth } from './table.ts'

export interface ProgressLine {
  show(standing: Standing, now: number): void
  /** Takes the line away again. */
  end(): void
}

/** One calm line on a terminal's stderr, rewritten only when its words change; silent where nobody looks. */
export function progressLine(io: Io): ProgressLine {
  if (!io.stderr.isTTY) return { show: () => undefined, end: () => undefined }
  let shown = ''
  return {
    show(standing, now) {
      const text = cut(lineOf(standing, now), (io.stderr.columns ?? 80) - 1)
      if (text === shown) return
      shown = text
      io.stderr.write(`\r\u001b[2K${text}`)
    },
    end() {
      if (shown) io.stderr.write('\r\u001b[2K')
      shown = ''
    },
  }
}

function lineOf({ counts, account, scanning, groupStopped }: Standing, now: number): string {
  const words = scanning ? `Looking for clips: ${countsInWords(counts)}` : countsInWords(counts)
  const told = Math.max(account.submit.toldToWaitUntil ?? 0, account.poll.toldToWaitUntil ?? 0)
  if (account.state === 'paused') return `Paused · ${words}`
  if (groupStopped) return `This person's submissions have stopped · ${words}`
  if (told > now) return `The service asks to wait ${Math.ceil((told - now) / 1000)} s · ${words}`
  if (account.troubleSince !== null) return `The service does not answer · ${words}`
  return `${account.submit.lastMinute} of ${account.submit.limitRpm} a minute · ${words}`
}

function cut(text: string, width: number): string {
  let result = ''
  for (const character of text) {
    if (displayWidth(result) + displayWidth(character) > width) break
    result += character
  }
  return result
}
