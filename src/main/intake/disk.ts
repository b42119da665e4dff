import { Worker } from 'node:worker_threads'
import type { DiskAnswer, DiskRequest, Print } from './disk-worker.ts'
import { endDespiteStuckThreads } from './end-despite-stuck-threads.ts'
import type { FileProbe } from './probe-file.ts'
import { readTree, type ReadTreeOptions, type TreePiece } from './read-tree.ts'
import { createStuckReads } from './stuck-reads.ts'
import type { PlaceQuestion, Whereabouts } from './whereabouts.ts'

export type { Print } from './disk-worker.ts'

/** A tree in bounded pieces. @throws the system's error when the root cannot be read */
export type TreeReader = (root: string, options: ReadTreeOptions, signal?: AbortSignal) => AsyncIterable<TreePiece>

/** The disk, asked in bulk by worker threads. */
export interface Disk {
  readTree: TreeReader
  /** Quick fingerprints, in the order of `files`; null for what cannot be read. */
  prints(files: readonly string[]): Promise<Print[]>
  /** One look at each file, in their order. A drive that does not answer costs its own files an answer, and nobody else's. */
  looks(files: readonly string[]): Promise<FileProbe[]>
  /** Whether files are still where they were, in the order of the questions. */
  whereabouts(questions: readonly PlaceQuestion[]): Promise<Whereabouts[]>
  /** Threads that hang on a drive that does not answer. */
  stuck(): number
  close(): Promise<void>
}

/** Reads a tree in this very thread: for programs with nothing else to do meanwhile. */
export const readTreeHere: TreeReader = async function* (root, options, signal) {
  for (const piece of readTree(root, options)) {
    if (signal?.aborted) return
    yield piece
  }
}

type Request = DiskRequest extends infer R ? (R extends DiskRequest ? Omit<R, 'id'> : never) : never
interface Hand { worker: Worker; hear: ((answer: DiskAnswer) => void) | null; lost: ((why: string) => void) | null }

/** Idle workers that are kept for the next question; more came from several at once. */
const idleKept = 2

/** A disk that has to spin up answers within this, ms. */
const patienceMs = 15_000

/** One worker for each question under way, so that a drive that does not answer holds up nobody else. */
export function createDisk({ workerUrl, stallMs = patienceMs }: { workerUrl: URL; stallMs?: number }): Disk {
  const stuck = createStuckReads(() => performance.now())
  const idle: Hand[] = []
  const all = new Set<Hand>()
  let nextId = 1
  let closed = false

  const start = (): Hand => {
    const worker = new Worker(workerUrl)
    const hand: Hand = { worker, hear: null, lost: null }
    all.add(hand)
    let cause = 'its worker ended'
    worker.on('message', (answer: DiskAnswer) => hand.hear?.(answer))
    worker.on('error', (error) => (cause = error instanceof Error ? error.message : String(error)))
    worker.on('exit', () => {
      all.delete(hand)
      const at = idle.indexOf(hand)
      if (at >= 0) idle.splice(at, 1)
      hand.lost?.(cause)
    })
    return hand
  }
  const take = (): Hand => {
    if (closed) throw new Error('The disk is asked no more: Greenroom is closing.')
    const hand = idle.pop() ?? start()
    hand.worker.ref()
    return hand
  }
  const giveBack = (hand: Hand): void => {
    hand.hear = null
    hand.lost = null
    // An idle worker must not keep a command-line run alive.
    hand.worker.unref()
    if (idle.length < idleKept && !closed && all.has(hand)) idle.push(hand)
    else void hand.worker.terminate()
  }

  const ask = <K extends 'prints' | 'whereabouts'>(kind: K, request: Request & { kind: K }): Promise<DiskAnswer & { kind: K }> => new Promise((resolve, reject) => {
    const hand = take()
    const id = nextId++
    hand.lost = (why) => reject(new Error(`The disk could not be asked: ${why}.`))
    hand.hear = (answer) => {
      if (answer.id !== id) return
      giveBack(hand)
      if (answer.kind === kind) resolve(answer as DiskAnswer & { kind: K })
      else reject(new Error(answer.kind === 'failed' ? answer.message : 'The disk answered something else.'))
    }
    hand.worker.postMessage({ ...request, id })
  })

  /** Looks at files one after the other; ends early where one hangs, with what came before and that one's silence. */
  const lookOn = (files: readonly string[]): Promise<FileProbe[]> => new Promise((resolve, reject) => {
    const hand = take()
    const id = nextId++
    const shared = new SharedArrayBuffer(4)
    const at = new Int32Array(shared)
    // Not begun: a worker that is only just starting does not hang.
    at[0] = -1
    const looks: FileProbe[] = []
    let [seen, seenAt] = [-1, performance.now()]
    // A thread that hangs in the kernel cannot be ended. It is let go of, and ends when its look does.
    const abandon = (file: string): void => {
      hand.hear = null
      hand.lost = null
      stuck.add(file)
      hand.worker.once('exit', () => stuck.remove(file))
      void hand.worker.terminate()
      hand.worker.unref()
    }
    const watching = setInterval(() => {
      const now = Atomics.load(at, 0)
      // The next message may be on its way: only a file that is looked at for so long hangs.
      if (now < 0 || now !== seen || looks.length > now) [seen, seenAt] = [now, performance.now()]
      else if (performance.now() - seenAt >= stallMs) {
        clearInterval(watching)
        const file = files[now] ?? ''
        abandon(file)
        // What was seen since the last message went with the thread; it is seen again.
        resolve(looks.length === now ? [...looks, silence(file)] : looks)
      }
    }, Math.min(1_000, stallMs / 4))
    hand.lost = (why) => {
      clearInterval(watching)
      reject(new Error(`The disk could not be asked: ${why}.`))
    }
    hand.hear = (answer) => {
      if (answer.id !== id) return
      if (answer.kind === 'looks') looks.push(...answer.looks)
      if (answer.kind === 'looks' && looks.length < files.length) return
      clearInterval(watching)
      giveBack(hand)
      if (answer.kind === 'looks') resolve(looks)
      else reject(new Error(answer.kind === 'failed' ? answer.message : 'The disk answered something else.'))
    }
    hand.worker.postMessage({ id, kind: 'looks', files, at: shared } satisfies DiskRequest)
  })

  const looksAt = async (files: readonly string[]): Promise<FileProbe[]> => {
    const found = new Map<string, FileProbe>()
    for (let left = [...new Set(files)]; left.length > 0;) {
      // Beside a file that hangs others would hang too, each with a thread of its own.
      const silent = stuck.count === 0 ? [] : left.filter((file) => stuck.concerns(file))
      for (const file of silent) found.set(file, silence(file))
      left = left.filter((file) => !found.has(file))
      if (left.length === 0) break
      const looks = await lookOn(left)
      for (const [n, look] of looks.entries()) found.set(left[n] ?? '', look)
      left = left.slice(looks.length)
    }
    return files.map((file) => found.get(file) ?? silence(file))
  }

  const readInWorker: TreeReader = async function* (root, { ignore, since }, signal) {
    const hand = take()
    const id = nextId++
    const shared = new SharedArrayBuffer(4)
    const dealtWith = new Int32Array(shared)
    const come: DiskAnswer[] = []
    let wake = (): void => undefined
    const arrive = (answer: DiskAnswer): void => {
      come.push(answer)
      wake()
    }
    hand.hear = (answer) => { if (answer.id === id) arrive(answer) }
    hand.lost = (why) => arrive({ id, kind: 'failed', code: undefined, message: `The folder could not be looked through: ${why}.` })
    hand.worker.postMessage({ id, kind: 'tree', root, ignore, since: since ? new Map(since) : null, shared } satisfies DiskRequest)
    const aborted = (): void => wake()
    signal?.addEventListener('abort', aborted)
    let ended = false
    try {
      for (;;) {
        while (come.length === 0 && !signal?.aborted) await new Promise<void>((resolve) => { wake = resolve })
        const answer = come.shift()
        if (signal?.aborted || !answer) return
        ended = answer.kind !== 'pieces'
        if (answer.kind === 'failed') throw Object.assign(new Error(answer.message), { code: answer.code })
        if (answer.kind !== 'pieces') return
        for (const piece of answer.pieces) {
          if (signal?.aborted) return
          yield piece
        }
        Atomics.add(dealtWith, 0, 1)
        Atomics.notify(dealtWith, 0)
      }
    } finally {
      signal?.removeEventListener('abort', aborted)
      hand.hear = null
      hand.lost = null
      // In the middle of a tree it would read on; on a drive that has stopped answering it never comes back.
      if (ended) giveBack(hand)
      else void hand.worker.terminate()
    }
  }

  return {
    readTree: readInWorker,
    looks: looksAt,
    stuck: () => stuck.count,
    // A question for nothing is no reason to wake anybody.
    prints: async (files) => (files.length === 0 ? [] : (await ask('prints', { kind: 'prints', files })).prints),
    whereabouts: async (questions) => (questions.length === 0 ? [] : (await ask('whereabouts', { kind: 'whereabouts', questions })).found),
    async close() {
      closed = true
      if (stuck.count > 0) return endDespiteStuckThreads()
      await Promise.all([...all].map((hand) => hand.worker.terminate()))
    },
  }
}

function silence(file: string): FileProbe {
  return { unreadable: true, why: 'silent', message: `The drive of ${file} has not answered. Look whether it is connected.` }
}
