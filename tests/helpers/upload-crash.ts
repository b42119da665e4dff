/** An upload in a real process that is killed in the middle, and goes on in another. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import type { S3Credentials, S3Storage } from '../../src/contract/models/storage.ts'
import { createS3Store } from '../../src/main/publishing/s3/s3-store.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { s3Keys, type S3Server } from './s3-server.ts'

export interface UploadProgram { dataDir: string; storage: S3Storage; credentials: S3Credentials; file: string }

export interface Crash {
  sizeBytes: number
  /** In parts that were whole at the storage when the first process was killed. */
  thereBytes: number
  /** That the second process sent, with everything that requests consist of besides. */
  sentAgainBytes: number
  /** Of the object in the end. */
  objectBytes: number | null
}

/** A way to the server that counts what goes there. */
async function countedWay(endpoint: string): Promise<{ endpoint: string; sent(): number; close(): Promise<void> }> {
  const behind = Number(new URL(endpoint).port)
  const sockets = new Set<Socket>()
  let sent = 0
  const server = createServer((socket) => {
    const through = connect(behind, '127.0.0.1')
    socket.on('data', (chunk) => { sent += chunk.length })
    for (const one of [socket, through]) {
      sockets.add(one)
      one.on('error', () => undefined).on('close', () => { sockets.delete(one); socket.destroy(); through.destroy() })
    }
    socket.pipe(through).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    sent: () => sent,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function firstOpen(client: S3Client, bucket: string): Promise<{ key: string; uploadId: string } | null> {
  const upload = (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads?.[0]
  return upload?.Key && upload.UploadId ? { key: upload.Key, uploadId: upload.UploadId } : null
}

/**
 * Uploads a file of holes, kills the process once `killAtParts` parts are at the storage, and lets another go on.
 * @throws Error when one of them fails
 */
export async function crashAndResume(server: S3Server, { bucket, sizeBytes, killAtParts }: { bucket: string; sizeBytes: number; killAtParts: number }): Promise<Crash> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'greenroom-crash-'))
  const way = await countedWay(server.endpoint)
  const storage = { ...(await server.bucket(bucket)), endpoint: way.endpoint }
  const file = path.join(folder, 'long-take.mov')
  const handle = await open(file, 'w')
  await handle.truncate(sizeBytes)
  await handle.close()
  const told: UploadProgram = { dataDir: path.join(folder, 'data'), storage, credentials: s3Keys, file }
  // Looks by a way of its own, so that its questions are not counted.
  const store = createS3Store({ ...storage, endpoint: server.endpoint }, s3Keys, systemClock)
  const lister = new S3Client({ endpoint: server.endpoint, region: storage.region, forcePathStyle: true, credentials: s3Keys })
  const start = () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'upload-program.ts'), JSON.stringify(told)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString() })
    return { child, said: () => said, ended: once(child, 'close') as Promise<[number | null]> }
  }
  const running = new Set<ReturnType<typeof start>['child']>()
  try {
    const first = start()
    running.add(first.child)
    let ended = false
    void first.ended.then(() => { ended = true })
    let upload: { key: string; uploadId: string } | null = null
    for (;;) {
      if (ended) throw new Error(`It ended before it could be killed. ${first.said()}`)
      upload ??= await firstOpen(lister, storage.bucket)
      const parts = upload ? ((await store.parts(upload.key, upload.uploadId)) ?? []) : []
      if (parts.length >= killAtParts) break
      await systemClock.wait(50)
    }
    first.child.kill('SIGKILL')
    await first.ended
    const there = (upload && (await store.parts(upload.key, upload.uploadId))) ?? []
    const sentBefore = way.sent()
    const second = start()
    running.add(second.child)
    const [code] = await second.ended
    if (code !== 0 || !second.said().includes('linked')) throw new Error(`The second process ended with ${code}. ${second.said()}`)
    return { sizeBytes, thereBytes: there.reduce((sum, part) => sum + part.sizeBytes, 0), sentAgainBytes: way.sent() - sentBefore, objectBytes: await store.sizeOf(upload?.key ?? '') }
  } finally {
    for (const child of running) child.kill('SIGKILL')
    store.close()
    lister.destroy()
    await way.close()
    await server.empty(bucket)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
