/** Worker thread entry: asks the disk in bulk, so that no answer of a slow drive is waited for where the windows are driven. `disk.ts` starts it. */
import { parentPort } from 'node:worker_threads'
import { codeOf } from './describe-fs-error.ts'
import { printedBytes, readFingerprint } from './file-print.ts'
import { readTree, type TreePiece } from './read-tree.ts'
import { probeFileSync, type FileProbe } from './probe-file.ts'
import { whereabouts, type PlaceQuestion, type Whereabouts } from './whereabouts.ts'

/** A file's size, time and quick fingerprint; null when it cannot be read. */
export type Print = { sizeBytes: number; mtimeMs: number; fingerprint: string } | null

/** A scan is so many messages ahead of whoever deals with them. */
const aheadAtMost = 2
/** A message holds at least so many clips or directories, if there are any: a round trip for each small directory would cost more than reading it. */
const messageClips = 1_000
const messageDirectories = 200

export type DiskRequest =
  | { id: number; kind: 'tree'; root: string; ignore: readonly string[]; since: Map<string, number> | null; shared: SharedArrayBuffer }
  | { id: number; kind: 'prints'; files: readonly string[] }
  | { id: number; kind: 'whereabouts'; questions: readonly PlaceQuestion[] }
  /** `at`: the number of the file that is being looked at, for whoever finds that nothing goes on. */
  | { id: number; kind: 'looks'; files: readonly string[]; at: SharedArrayBuffer }

export type DiskAnswer =
  | { id: number; kind: 'pieces'; pieces: TreePiece[] }
  | { id: number; kind: 'end' }
  | { id: number; kind: 'prints'; prints: Print[] }
  | { id: number; kind: 'whereabouts'; found: Whereabouts[] }
  /** Some of the looks, in order; the last of them ends it. */
  | { id: number; kind: 'looks'; looks: FileProbe[] }
  | { id: number; kind: 'failed'; code: string | undefined; message: string }

parentPort?.on('message', (request: DiskRequest) => {
  const tell = (answer: DiskAnswer): void => parentPort?.postMessage(answer)
  try {
    switch (request.kind) {
      case 'tree': return tellTree(request, tell)
      case 'prints': return tell({ id: request.id, kind: 'prints', prints: prints(request.files) })
      case 'looks': return tellLooks(request, tell)
      case 'whereabouts': return tell({ id: request.id, kind: 'whereabouts', found: request.questions.map(whereabouts) })
    }
  } catch (error) {
    tell({ id: request.id, kind: 'failed', code: codeOf(error), message: error instanceof Error ? error.message : String(error) })
  }
})

function tellTree({ id, root, ignore, since, shared }: DiskRequest & { kind: 'tree' }, tell: (answer: DiskAnswer) => void): void {
  // Counts the messages that have been dealt with.
  const dealtWith = new Int32Array(shared)
  let sent = 0
  let pieces: TreePiece[] = []
  let clips = 0
  const flush = (): void => {
    tell({ id, kind: 'pieces', pieces })
    sent += 1
    pieces = []
    clips = 0
    for (let done = Atomics.load(dealtWith, 0); sent - done >= aheadAtMost; done = Atomics.load(dealtWith, 0)) Atomics.wait(dealtWith, 0, done)
  }
  for (const piece of readTree(root, { ignore, since: since ?? undefined })) {
    pieces.push(piece)
    clips += piece.names.length
    if (clips >= messageClips || pieces.length >= messageDirectories) flush()
  }
  if (pieces.length > 0) tell({ id, kind: 'pieces', pieces })
  tell({ id, kind: 'end' })
}

/** What has been seen is told at once: a file that hangs must not take along what was seen before it. */
const looksAMessage = 32

function tellLooks({ id, files, at }: DiskRequest & { kind: 'looks' }, tell: (answer: DiskAnswer) => void): void {
  const where = new Int32Array(at)
  let looks: FileProbe[] = []
  for (const [n, file] of files.entries()) {
    Atomics.store(where, 0, n)
    looks.push(probeFileSync(file))
    if (looks.length < looksAMessage && n < files.length - 1) continue
    tell({ id, kind: 'looks', looks })
    looks = []
  }
}

function prints(files: readonly string[]): Print[] {
  const scratch = Buffer.allocUnsafe(2 * printedBytes)
  return files.map((file) => {
    try {
      return readFingerprint(file, scratch)
    } catch {
      return null // whoever asked takes it for an unknown file, and the check will say what hinders it
    }
  })
}
