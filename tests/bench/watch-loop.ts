/** How long a process's loop was held up: by its own work, by the disk, and by whatever else had the processor. */
import { existsSync, readFileSync } from 'node:fs'

/** The longest time between two turns, ms. */
export interface LoopHold {
  /** By the wall. */
  wallMs: number
  /** Without the time in which the thread stood in line for a processor; by the wall where the system does not tell. */
  ownMs: number
  /** The processor's time alone, without what a disk took to write a commit down. */
  cpuMs: number
}

const everyMs = 2

/** Watches the loop of the main thread. @returns what ends it, and tells */
export function watchLoop(): () => LoopHold {
  const schedule = `/proc/self/task/${process.pid}/schedstat`
  const counted = existsSync(schedule)
  const read = () => ({ cpu: process.threadCpuUsage(), wall: performance.now(), line: counted ? Number(readFileSync(schedule, 'utf8').split(' ')[1]) / 1e6 : 0 })
  const hold: LoopHold = { wallMs: 0, ownMs: 0, cpuMs: 0 }
  let last = read()
  const look = (): void => {
    const now = read()
    const wall = now.wall - last.wall - everyMs
    hold.wallMs = Math.max(hold.wallMs, Math.round(wall))
    hold.ownMs = Math.max(hold.ownMs, Math.round(wall - (now.line - last.line)))
    hold.cpuMs = Math.max(hold.cpuMs, Math.round((now.cpu.user + now.cpu.system - last.cpu.user - last.cpu.system) / 1000))
    last = now
  }
  const timer = setInterval(look, everyMs)
  return () => {
    // What has not let go of the loop since the last turn counts, too.
    look()
    clearInterval(timer)
    return hold
  }
}
