let asked = false

/**
 * Lets this process end although a thread of it hangs in the kernel: Node waits for its threads before it ends,
 * and would wait for ever. Whatever had to be written is written by then; the exit code is kept where the system can.
 */
export function endDespiteStuckThreads(): void {
  if (asked) return
  asked = true
  process.once('exit', (code) => {
    try {
      // Another program in this one's place: the only way to end at once with a code of one's own.
      process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {})
    } catch {
      // Not on this system.
    }
    process.kill(process.pid, 'SIGKILL')
  })
}
