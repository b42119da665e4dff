import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { assertNever } from '../../contract/assert-never.ts'
import type { AcceptedSubmission, Memory, MemoryLine, SandboxState, ValidationSession } from './sandbox-state.ts'

export const forgetful: Memory = { note: () => undefined }

/** A task nobody has followed for so long is forgotten at the next start. */
const keptMs = 14 * 86_400_000

/**
 * Reads a sandbox's file into its state, writes it anew without what is too old, and goes on writing to it.
 * A line cut short by a power cut is left out.
 * @returns the port it was last reached at, for its links to stay true; null at its first start.
 */
export function recall(file: string, state: Pick<SandboxState, 'tasks' | 'accepted' | 'sessions' | 'groups' | 'failedOnce'>, now: number): { memory: Memory; port: number | null } {
  let port: number | null = null
  const accepted = new Map<string, AcceptedSubmission>()
  const sessions = new Map<string, ValidationSession>()
  for (const line of linesOf(file)) {
    switch (line.is) {
      case 'port': port = line.port; break
      case 'task': state.tasks.set(line.task.id, line.task); break
      case 'accepted': accepted.set(line.submission.taskId, line.submission); break
      case 'session': sessions.set(line.session.id, line.session); break
      case 'group': state.groups.set(line.id, line.project); break
      case 'failed-once': state.failedOnce.add(line.content); break
      default: assertNever(line)
    }
  }
  for (const [id, task] of state.tasks) if (task.kind === 'review' && now - task.acceptedAt > keptMs) state.tasks.delete(id)
  state.accepted.push(...[...accepted.values()].filter(({ taskId }) => state.tasks.has(taskId)))
  state.sessions.push(...[...sessions.values()].filter(({ createdAt }) => now - createdAt <= keptMs))
  const kept: MemoryLine[] = [
    ...[...state.tasks.values()].map((task): MemoryLine => ({ is: 'task', task })),
    ...state.accepted.map((submission): MemoryLine => ({ is: 'accepted', submission })),
    ...state.sessions.map((session): MemoryLine => ({ is: 'session', session })),
    ...[...state.groups].map(([id, project]): MemoryLine => ({ is: 'group', id, project })),
    ...[...state.failedOnce].map((content): MemoryLine => ({ is: 'failed-once', content })),
  ]
  writeFileSync(`${file}.new`, kept.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return { memory: { note: (line) => { appendFileSync(file, `${JSON.stringify(line)}\n`) } }, port }
}

function linesOf(file: string): MemoryLine[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as MemoryLine]
    } catch {
      return [] // cut short by a power cut: what it told is asked for again
    }
  })
}
