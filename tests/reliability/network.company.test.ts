import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/main/sandbox/server.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { demoClipsDir } from '../helpers/clips.ts'
import { greenroom } from '../hosts/run-greenroom.ts'
import { makeAuthority, makeCertificate } from './harness/certificates.ts'
import { startCompanyProxy } from './harness/company-proxy.ts'
import { startFaultProxy } from './harness/fault-proxy.ts'
import { report } from './harness/report.ts'

/** A server of footage that speaks TLS and gives ranges, as every server of footage does. */
async function startFootage(certificate: { key: string; cert: string }, file: string): Promise<number> {
  const bytes = readFileSync(file)
  const server = createServer(certificate, (request, response) => {
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    const last = Math.min(to === '' ? Infinity : Number(to), bytes.length - 1)
    response.writeHead(206, { 'content-type': 'video/mp4', 'content-range': `bytes ${from}-${last}/${bytes.length}`, 'content-length': last - Number(from) + 1 })
    response.end(bytes.subarray(Number(from), last + 1))
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections() }))
  return (server.address() as AddressInfo).port
}

test('in a company whose proxy looks into what passes, all is kept until its certificate is known, and then the whole job is done through it', { timeout: 120_000 }, async () => {
  const authority = makeAuthority('The company')
  const company = await startCompanyProxy()
  const proxy = await startFaultProxy(makeCertificate({ names: ['review.example.test'], by: authority }))
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), scenario: 'plain', downloads: false, reviewMs: 100 })
  const base = mkdtempSync(path.join(tmpdir(), 'greenroom-company-'))
  onTestFinished(async () => {
    await company.close()
    await proxy.close()
    await sandbox.close()
    rmSync(base, { recursive: true, force: true })
  })
  proxy.leadTo(sandbox.url)
  company.leadTo(proxy.port, 'review.example.test')
  company.leadTo(await startFootage(makeCertificate({ names: ['footage.example.test'], by: authority }), path.join(demoClipsDir, 'ada-reading.mp4')), 'footage.example.test')

  const known = path.join(base, 'company.pem')
  writeFileSync(known, authority.cert)
  const dataDir = path.join(base, 'data')
  const env = {
    GREENROOM_API_URL: 'https://review.example.test', GREENROOM_API_KEY: 'test-key', GREENROOM_OFFLINE_MS: '1500', GREENROOM_SUBMIT_RPM: '600', GREENROOM_POLL_RPM: '600',
    HTTPS_PROXY: company.url, https_proxy: company.url, HTTP_PROXY: undefined, http_proxy: undefined, NO_PROXY: undefined, no_proxy: undefined, NODE_EXTRA_CA_CERTS: undefined,
  }
  const submit = (...what: string[]) => ['submit', ...what, '--group', 'Ada', '--wait', '--json', '--data-dir', dataDir]
  expect((await greenroom(['groups', 'adopt', 'group-ada', '--name', 'Ada', '--data-dir', dataDir], { env })).code).toBe(0)

  const stranger = await greenroom(submit('https://footage.example.test/unseen.mp4', '--no-preflight'), { env })
  expect(stranger.code, stranger.stderr).toBe(5)
  expect(stranger.stderr).toMatch(/certificate is signed by nobody this machine knows/)
  expect(JSON.parse(stranger.stdout)).toMatchObject({ clips: [{ source: 'https://footage.example.test/unseen.mp4', state: expect.stringMatching(/^(?:ready|submitting)$/) as string }] })
  expect(sandbox.requests()).toEqual([])

  const beganAt = performance.now()
  const trusting = await greenroom(submit('https://footage.example.test/ada.mp4', 'https://footage.example.test/unseen.mp4'), { env: { ...env, GREENROOM_OFFLINE_MS: undefined, NODE_EXTRA_CA_CERTS: known } })
  expect(trusting.code, trusting.stderr).toBe(0)
  expect(JSON.parse(trusting.stdout)).toMatchObject({ counts: { active: 2 } })
  const accepted = sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => asset.url))
  expect(accepted.sort()).toEqual(['https://footage.example.test/ada.mp4', 'https://footage.example.test/unseen.mp4'])
  // Nothing went past the proxy: both names exist only behind it.
  expect(new Set(company.asked())).toEqual(new Set(['CONNECT review.example.test:443', 'CONNECT footage.example.test:443']))
  report({ part: 'network', fault: 'company proxy with a certificate of its own: unknown, then known', tried: 1, lost: 0, doubled: accepted.length - 2, recovered: performance.now() - beganAt })
})
