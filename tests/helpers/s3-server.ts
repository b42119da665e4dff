/**
 * A real S3-compatible server on loopback for tests: OpenStack Swift with its s3api, from Debian's packages, which are
 * installed when they are missing. It does multipart with ListParts and abort, presigned links, refuses bad signatures
 * and anonymous reads, and knows quotas.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { aptInstall } from '../../scripts/system-packages.ts'
import type { S3Storage } from '../../src/contract/models/storage.ts'

export const s3Packages = ['swift-proxy', 'swift-account', 'swift-container', 'swift-object', 'python3-memcache', 'memcached']
export const s3Keys = { accessKeyId: 'test:tester', secretAccessKey: 'testing' }
/** A user who may do nothing. */
export const strangersKeys = { accessKeyId: 'test:stranger', secretAccessKey: 'strange' }

export interface S3Server {
  endpoint: string
  /** Makes a bucket. `quotaBytes`: it takes no more. @returns the settings that lead to it */
  bucket(name: string, options?: { quotaBytes?: number }): Promise<S3Storage>
  /** Deletes everything in a bucket, and the parts beside it. */
  empty(name: string): Promise<void>
  stop(): Promise<void>
}

const programs = ['swift-proxy-server', 'swift-account-server', 'swift-container-server', 'swift-object-server', 'memcached']

/** Whether the server's programs are here, once it was tried to install them. */
export function s3ServerThere(): boolean {
  const there = (): boolean => programs.every((program) => ['/usr/bin', '/usr/local/bin', '/usr/sbin'].some((folder) => existsSync(path.join(folder, program))))
  return there() || (aptInstall(...s3Packages) && there())
}

/** One of the server's programs ended while it was to start. */
class EndedEarly extends Error {}

/** Another program may take a port in the moment between its being found free and its being listened on. */
const mostTries = 5

/**
 * @param ports how free ports are found
 * @throws Error saying what to install, where it cannot be started.
 */
export async function startS3Server(ports: (count: number) => Promise<number[]> = freePorts): Promise<S3Server> {
  if (!s3ServerThere()) {
    throw new Error(`The S3 server that these tests need is not installed and could not be: apt-get install --no-install-recommends ${s3Packages.join(' ')} (Debian, Ubuntu).`)
  }
  for (let tries = 1; ; tries++) {
    try {
      return await startOn(await ports(5))
    } catch (error) {
      if (!(error instanceof EndedEarly) || tries >= mostTries) throw error
    }
  }
}

async function startOn(ports: readonly number[]): Promise<S3Server> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'greenroom-s3-'))
  const [proxy = 0, memcache = 0, ...backends] = ports
  const kinds = ['account', 'container', 'object'] as const
  const env = { ...process.env, SWIFT_DIR: folder, PYTHONWARNINGS: 'ignore' }
  mkdirSync(path.join(folder, 'node', 'd1'), { recursive: true })
  const configure = (name: string, text: string): void => writeFileSync(path.join(folder, name), text)
  const common = (port: number): string => `bind_ip = 127.0.0.1\nbind_port = ${port}\nbind_timeout = 1\nworkers = 0\nuser = ${os.userInfo().username}\nswift_dir = ${folder}\nlog_address = /dev/null\nfallocate_reserve = 0\n`
  configure('swift.conf', '[swift-hash]\nswift_hash_path_suffix = greenroom\nswift_hash_path_prefix = greenroom\n[storage-policy:0]\nname = one\ndefault = yes\n')
  kinds.forEach((kind, n) => configure(`${kind}.conf`, `[DEFAULT]\n${common(backends[n] ?? 0)}devices = ${path.join(folder, 'node')}\nmount_check = false\n[pipeline:main]\npipeline = ${kind}-server\n[app:${kind}-server]\nuse = egg:swift#${kind}\n`))
  configure('proxy.conf', `[DEFAULT]\n${common(proxy)}${proxyPipeline(memcache)}`)
  await buildRings(folder, Object.fromEntries(kinds.map((kind, n) => [kind, backends[n] ?? 0])))

  const children: ChildProcess[] = []
  const early = Promise.withResolvers<never>()
  early.promise.catch(() => undefined)
  const start = (program: string, args: string[]): void => {
    const log = openSync(path.join(folder, `${program}.log`), 'a')
    // Ended with its group: the servers may have children of their own.
    const child = spawn(program, args, { env, stdio: ['ignore', log, log], detached: true })
    child.once('exit', (code) => early.reject(new EndedEarly(`${program} ended (${code}).`)))
    children.push(child)
    closeSync(log)
  }
  start('memcached', [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), '-l', '127.0.0.1', '-p', String(memcache), '-m', '32'])
  for (const kind of [...kinds, 'proxy']) start(`swift-${kind}-server`, [path.join(folder, `${kind}.conf`)])

  const given = new AbortController()
  const stop = async (): Promise<void> => {
    given.abort()
    for (const child of children) {
      if (child.pid !== undefined && child.exitCode === null) killGroup(child.pid)
    }
    await Promise.all(children.filter((child) => child.exitCode === null && child.signalCode === null).map((child) => once(child, 'close')))
    process.off('exit', atExit)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  const atExit = (): void => {
    for (const child of children) if (child.pid !== undefined) killGroup(child.pid)
  }
  process.on('exit', atExit)

  const endpoint = `http://127.0.0.1:${proxy}`
  const token = await Promise.race([answers(endpoint, folder, given.signal), early.promise]).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return {
    endpoint,
    async bucket(name, { quotaBytes } = {}) {
      // By Swift's own interface, which knows quotas.
      const quota: Record<string, string> = quotaBytes === undefined ? {} : { 'X-Container-Meta-Quota-Bytes': String(quotaBytes) }
      // The parts of multipart uploads lie beside the bucket.
      for (const container of [name, `${name}+segments`]) {
        const made = await fetch(`${endpoint}/v1/AUTH_test/${container}`, { method: 'PUT', headers: { 'X-Auth-Token': token, ...quota } })
        if (!made.ok) throw new Error(`The bucket ${name} could not be made: HTTP ${made.status}.`)
      }
      return { kind: 's3', endpoint, region: 'us-east-1', bucket: name, prefix: '', pathStyle: true, publicUrl: null, expiryMs: 7 * 86_400_000, cleanUpMs: null, maxBytesPerSecond: null }
    },
    async empty(name) {
      for (const container of [name, `${name}+segments`]) {
        const listing = await fetch(`${endpoint}/v1/AUTH_test/${container}?format=json`, { headers: { 'X-Auth-Token': token } })
        for (const { name: object } of (await listing.json()) as { name: string }[]) {
          await fetch(`${endpoint}/v1/AUTH_test/${container}/${object.split('/').map(encodeURIComponent).join('/')}`, { method: 'DELETE', headers: { 'X-Auth-Token': token } })
        }
      }
    },
    stop,
  }
}

function proxyPipeline(memcache: number): string {
  return `[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth bulk container-quotas slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
error_suppression_limit = 1000000
account_autocreate = true
allow_account_management = true
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
dns_compliant_bucket_names = true
s3_acl = false
check_bucket_owner = false
allow_multipart_uploads = true
max_upload_part_num = 10000
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
user_test_stranger = strange
[filter:bulk]
use = egg:swift#bulk
[filter:container-quotas]
use = egg:swift#container_quotas
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:symlink]
use = egg:swift#symlink
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${memcache}
`
}

/** Where each kind of thing lies: on the one device there is. One process for all, since each takes a second to start. */
async function buildRings(folder: string, ports: Record<string, number>): Promise<void> {
  const script = `
import sys
from swift.common.ring import RingBuilder
for kind, port in [each.split('=') for each in sys.argv[2:]]:
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(port), 'device': 'd1', 'weight': 1})
    builder.rebalance()
    builder.get_ring().save('%s/%s.ring.gz' % (sys.argv[1], kind))
`
  const child = spawn('/usr/bin/python3', ['-W', 'ignore', '-c', script, folder, ...Object.entries(ports).map(([kind, port]) => `${kind}=${port}`)], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => { complaint += chunk.toString() })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`The rings of the S3 server could not be made. ${complaint}`)
}

/** Waits until the server takes a bucket and an object, or is given up. @returns a token for Swift's own interface */
async function answers(endpoint: string, folder: string, given: AbortSignal): Promise<string> {
  const due = performance.now() + 90_000
  while (performance.now() < due && !given.aborted) {
    try {
      const response = await fetch(`${endpoint}/auth/v1.0`, { headers: { 'X-Auth-User': 'test:tester', 'X-Auth-Key': 'testing' } })
      const token = response.headers.get('x-auth-token')
      if (response.ok && token) {
        // Each of the servers behind it takes its part: an account, a bucket, and what lies in it.
        const put = async (place: string): Promise<boolean> => (await fetch(`${endpoint}/v1/AUTH_test/${place}`, { method: 'PUT', headers: { 'X-Auth-Token': token } })).ok
        if ((await put('ready')) && (await put('ready/ready'))) return token
      }
    } catch {
      // It is still starting.
    }
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
  const log = path.join(folder, 'swift-proxy-server.log')
  throw new Error(`The S3 server did not answer in time. ${existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : ''}`)
}

/** Ports that nobody listens on at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return server
  }))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => { server.close(resolve) })))
  return ports
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
