import { appendFileSync } from 'node:fs'

/** One line of the harness's table. */
export interface FaultRow {
  /** Under which heading it stands. */
  part: 'kills' | 'power' | 'network' | 'service' | 'machine' | 'fuzz'
  fault: string
  /** How often it was tried. */
  tried: number
  /** Clips lost, and clips accepted twice without a person's word. */
  lost: number
  doubled: number
  /** Until work went on, in words or ms (of the test's clock where it has one); null where there is nothing to recover from. */
  recovered: string | number | null
}

/** Hands a line to whoever collects the table (`npm run soak`); without one it is dropped. */
export function report(row: FaultRow): void {
  const file = process.env['RELIABILITY_REPORT']
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`)
}
