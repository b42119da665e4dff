import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startSandbox } from '../../src/main/sandbox/server.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { report } from './harness/report.ts'

/** strace, where this user may trace a process. */
const mayTrace = spawnSync('strace', ['-e', 'trace=none', 'true'], { stdio: 'ignore' }).status === 0

interface Call { name: 'write' | 'sync' | 'send'; file: string; data: string }

/** The calls of a trace (`strace -f -y -s …`) that matter here, in the order in which they were finished. */
function callsIn(trace: string): Call[] {
  const begun = new Map<string, string>()
  const calls: Call[] = []
  for (const line of trace.split('\n')) {
    const thread = /^\d+/.exec(line)?.[0] ?? ''
    if (line.includes('<unfinished ...>')) {
      begun.set(thread, line)
      // A send counts from its beginning: the first byte may be gone by its end.
      const call = callOf(line)
      if (call?.name === 'send') calls.push(call)
      continue
    }
    if (line.includes(' resumed>')) {
      const call = callOf(begun.get(thread) ?? '')
      // A sync counts from its end.
      if (call && call.name !== 'send') calls.push(call)
      continue
    }
    const call = callOf(line)
    if (call) calls.push(call)
  }
  return calls
}

function callOf(line: string): Call | null {
  const found = /^\d+\s+(\w+)\(\d+<([^>]*)>(.*)$/.exec(line)
  if (!found) return null
  const [, call = '', file = '', data = ''] = found
  if (/^(fsync|fdatasync)$/.test(call)) return { name: 'sync', file, data }
  if (file.includes('.sqlite')) return { name: 'write', file, data }
  return /^(socket|TCP)/.test(file) ? { name: 'send', file, data } : null
}

test.runIf(mayTrace)('the intent to send a batch is synced to the disk before the first byte of its submission leaves', { timeout: 120_000 }, async () => {
  // A real disk: in memory there is nothing to sync.
  const base = mkdtempSync(path.join(tmpdir(), 'greenroom-traced-'))
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), scenario: 'plain', downloads: false, reviewMs: 100 })
  const trace = path.join(base, 'trace')
  const told = JSON.stringify({ dataDir: path.join(base, 'data'), baseUrl: sandbox.url, takeIn: { clips: 4, batchSize: 1 } })
  const child = spawn('strace', ['-f', '-y', '-s', '65536', '-o', trace, '-e', 'trace=fsync,fdatasync,write,writev,pwrite64,pwritev,sendto,sendmsg',
    process.execPath, '--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, '../helpers/core-program.ts'), told], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
      await once(child, 'close')
    }
    await sandbox.close()
    rmSync(base, { recursive: true, force: true })
  })
  await vi.waitUntil(() => sandbox.accepted().length === 4, { timeout: 90_000, interval: 50 })
  process.kill(-(child.pid ?? 0), 'SIGKILL')
  await once(child, 'close')

  const calls = callsIn(readFileSync(trace, 'latin1'))
  const names = sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => asset.name))
  expect(names).toHaveLength(4)
  for (const name of names) {
    const sent = calls.findIndex((call) => call.name === 'send' && call.data.includes(name))
    const written = calls.findIndex((call) => call.name === 'write' && call.file.includes('-wal') && call.data.includes(name))
    const synced = calls.findIndex((call, n) => n > written && call.name === 'sync' && call.file.includes('-wal'))
    // Its name is in the log, the log is synced, and only then does it leave.
    expect([name, sent > 0, written >= 0, synced > written, synced < sent]).toEqual([name, true, true, true, true])
    // Nothing of the transaction is written after that sync and before the send.
    expect(calls.slice(synced + 1, sent).filter((call) => call.name === 'write' && call.file.includes('-wal') && call.data.includes(name))).toEqual([])
  }
  report({ part: 'power', fault: 'traced: the intent is synced before the first byte of its submission leaves', tried: names.length, lost: 0, doubled: 0, recovered: null })
})
