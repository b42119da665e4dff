import dns from 'node:dns'
import tls from 'node:tls'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { callTimeoutMs } from '../helpers/fake-clock.ts'
import { makeAuthority, makeCertificate } from './harness/certificates.ts'
import { startCompanyProxy } from './harness/company-proxy.ts'
import { openFaultStage, type FaultStage } from './harness/fault-stage.ts'
import { report } from './harness/report.ts'

const hourMs = 3_600_000
const host = 'review.example.test'
const authority = makeAuthority('An authority of the tests')
const stranger = makeAuthority('An authority nobody knows')
const good = makeCertificate({ names: ['localhost', host], by: authority })
// What a machine trusts is read once, at the first secure connection.
tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.cert])

interface Door {
  fault: string
  open(): Promise<FaultStage>
  begin(stage: FaultStage): Promise<void> | void
  end(stage: FaultStage): Promise<void> | void
  /** What the account says; the advice of a verification. */
  said: RegExp
  advice: RegExp
  /** Its connections end only when their time is up. */
  hangs?: boolean
  /** Awake all the while; else the machine sleeps through most of the hour. */
  awake?: boolean
}

const overTls = { open: () => openFaultStage({ certificate: good, sandbox: { reviewMs: 60_000 } }), end: (stage: FaultStage) => stage.proxy.meetAtTheDoor(null) }
const presenting = (certificate: { key: string; cert: string }): Pick<Door, 'open' | 'begin' | 'end' | 'advice'> => ({
  ...overTls,
  begin: (stage) => { stage.proxy.present(certificate) },
  end: (stage) => { stage.proxy.present(good) },
  advice: /clock.*certificate must be installed.*start Greenroom again/,
})

/** Names are looked up by the test: nothing of this machine's network takes part. */
function lookUp(answer: 'known' | 'ENOTFOUND' | 'EAI_AGAIN'): void {
  const spy = vi.spyOn(dns, 'lookup')
  onTestFinished(() => spy.mockRestore())
  spy.mockImplementation(((name: string, _options: dns.LookupAllOptions, done: (error: Error | null, found: dns.LookupAddress[]) => void) => {
    const error = answer === 'known' || name !== host ? null : Object.assign(new Error(`getaddrinfo ${answer} ${name}`), { code: answer, syscall: 'getaddrinfo' })
    setImmediate(() => { done(error, error ? [] : [{ address: '127.0.0.1', family: 4 }]) })
  }) as unknown as typeof dns.lookup)
}
async function openNamed(): Promise<FaultStage> {
  lookUp('known')
  return openFaultStage({ host, sandbox: { reviewMs: 60_000 } })
}

/** Behind a company's proxy that looks into what passes: its own authority has signed what it shows. */
async function openInCompany(): Promise<FaultStage & { company: Awaited<ReturnType<typeof startCompanyProxy>> }> {
  const company = await startCompanyProxy()
  onTestFinished(() => company.close())
  for (const name of ['HTTPS_PROXY', 'https_proxy']) vi.stubEnv(name, company.url)
  onTestFinished(() => { vi.unstubAllEnvs() })
  const stage = await openFaultStage({ certificate: good, host, sandbox: { reviewMs: 60_000 } })
  company.leadTo(stage.proxy.port)
  return Object.assign(stage, { company })
}
const companyOf = (stage: FaultStage) => (stage as Awaited<ReturnType<typeof openInCompany>>).company
const refusing = (status: number): Pick<Door, 'open' | 'begin' | 'end' | 'advice'> => ({
  open: openInCompany, begin: (stage) => { companyOf(stage).refuse(status) }, end: (stage) => { companyOf(stage).refuse(null) }, advice: /Check HTTPS_PROXY/,
})

const doors: Door[] = [
  { fault: 'connections refused, offline for an hour', open: () => openFaultStage({ sandbox: { reviewMs: 60_000 } }), begin: (stage) => stage.proxy.meetAtTheDoor('refuse'), end: (stage) => stage.proxy.meetAtTheDoor(null), said: /127\.0\.0\.1:\d+ refuses connections \(ECONNREFUSED\)/, advice: /Check the address and its port/, awake: true },
  { fault: 'DNS: there is no such name', open: openNamed, begin: (stage) => { lookUp('ENOTFOUND'); return stage.proxy.meetAtTheDoor(null) }, end: () => { lookUp('known') }, said: /The name review\.example\.test:\d+ could not be looked up \(ENOTFOUND\)/, advice: /Check the network/ },
  { fault: 'DNS: no name server answers', open: openNamed, begin: (stage) => { lookUp('EAI_AGAIN'); return stage.proxy.meetAtTheDoor(null) }, end: () => { lookUp('known') }, said: /could not be looked up \(EAI_AGAIN\)/, advice: /Check the network/ },
  { fault: 'TLS: an expired certificate', ...presenting(makeCertificate({ names: ['localhost'], by: authority, from: Date.now() - 2e10, until: Date.now() - 1e10 })), said: /certificate has expired \(CERT_HAS_EXPIRED\)/ },
  { fault: 'TLS: a certificate of tomorrow (this machine’s clock is wrong)', ...presenting(makeCertificate({ names: ['localhost'], by: authority, from: Date.now() + 1e9, until: Date.now() + 1e10 })), said: /not valid yet, or this machine’s clock is wrong \(CERT_NOT_YET_VALID\)/ },
  { fault: 'TLS: a certificate signed by itself', ...presenting(makeCertificate({ names: ['localhost'] })), said: /signed by nobody this machine knows \(DEPTH_ZERO_SELF_SIGNED_CERT\)/ },
  { fault: 'TLS: a certificate signed by an unknown authority', ...presenting(makeCertificate({ names: ['localhost'], by: stranger })), said: /signed by nobody this machine knows \(UNABLE_TO_/ },
  { fault: 'TLS: a certificate for another name', ...presenting(makeCertificate({ names: ['elsewhere.example'], by: authority })), said: /certificate is for another name \(ERR_TLS_CERT_ALTNAME_INVALID\)/ },
  { fault: 'TLS: hangs up during the handshake', ...overTls, begin: (stage) => stage.proxy.meetAtTheDoor('hang-up'), said: /No secure connection to localhost/, advice: /Check/ },
  { fault: 'TLS: what answers speaks plain HTTP', ...overTls, begin: (stage) => stage.proxy.meetAtTheDoor('plain-http'), said: /does not speak https/, advice: /really speaks https/ },
  { fault: 'TLS: silence in the handshake', ...overTls, begin: (stage) => stage.proxy.meetAtTheDoor('silent'), said: /did not take the connection in time/, advice: /firewall/, hangs: true },
  { fault: 'company proxy: wants a password (407)', ...refusing(407), said: /proxy did not let the request to review\.example\.test:\d+ through: the proxy wants a name and a password/ },
  { fault: 'company proxy: forbids (403)', ...refusing(403), said: /the proxy answered 403/ },
  { fault: 'company proxy: has no way on (502)', ...refusing(502), said: /the proxy answered 502/ },
]

describe.each(doors)('$fault', ({ fault, open, begin, end, said, advice, hangs = false, awake = false }) => {
  test('for an hour: nothing was sent, all is kept and told once, and all goes on by itself', async () => {
    const stage = await open()
    const session = async (id: number) => stage.client.sessions.get({ id })
    // On its way when it begins: a batch in review, a person whose phone is through.
    await stage.takeIn(3)
    const { id: finished } = await stage.client.sessions.create({ name: 'Ben', callbackUrl: 'http://127.0.0.1:9/verified' })
    await stage.untilCounts({ 'in-review': 3 })
    await stage.clock.until(async () => (await session(finished)).state === 'open')
    await stage.sandbox.finishSession(stage.sandbox.sessions()[0]?.id ?? '', 'passed')
    await begin(stage)
    const beganAt = stage.clock.monotonic()
    // Begun while it lasts: another batch, a verdict asked for, another person.
    await stage.takeIn(3, { from: 11 })
    await stage.client.sessions.askVerdict({ id: finished })
    const { id: begun } = await stage.client.sessions.create({ name: 'Cat', callbackUrl: 'http://127.0.0.1:9/verified' })
    if (hangs) stage.clock.patienceMs = 50
    for (let minute = 0; minute < 4; minute++) await stage.clock.leap(callTimeoutMs)
    // One that tries to connect this very moment counts as submitting.
    const counts = async () => {
      const { submitting = 0, ready = 0, ...others } = await stage.counts()
      return { ...others, ready: submitting + ready }
    }
    expect(await counts()).toEqual({ 'in-review': 3, ready: 3 })
    expect(await stage.inUse()).toMatchObject({ state: 'offline', stop: null, reason: expect.stringMatching(said) as string })
    expect((await stage.client.cue.get({})).doing).toBe('offline')
    // They share one try in half a minute with all else that waits: whoever had his turn knows why.
    for (const id of [finished, begun]) {
      const { problem } = await session(id)
      if (problem) expect(problem).toMatchObject({ kind: 'offline', message: expect.stringMatching(said) as string, advice: expect.stringMatching(advice) as string })
    }
    expect([(await session(finished)).state, (await session(begun)).state]).toEqual(['verdict-asked', 'creating'])
    for (let n = 0; n < (awake ? 56 : 6); n++) await stage.clock.leap(60_000)
    await stage.clock.leap(hourMs - (stage.clock.monotonic() - beganAt))
    // No clip and no batch is the worse for it, and the history is not full of it.
    expect(await counts()).toEqual({ 'in-review': 3, ready: 3 })
    expect(await stage.events('account.trouble-offline')).toHaveLength(1)
    expect(await stage.events('batch.outcome-unknown')).toEqual([])
    expect(stage.sandbox.accepted()).toHaveLength(1)

    await end(stage)
    const goneAt = stage.clock.monotonic()
    await stage.untilCounts({ active: 3, 'in-review': 3 }, 5 * 60_000)
    await stage.clock.until(async () => (await session(finished)).state !== 'verdict-asked' && (await session(begun)).state === 'open', { describe: () => Promise.all([finished, begun].map(session)) })
    const recovered = stage.clock.monotonic() - goneAt
    expect(recovered).toBeLessThan(2 * 60_000)
    await stage.untilCounts({ active: 6 })
    // The service's code for Ben has not outlived the hour: nobody is told that he failed.
    expect(await session(finished)).toMatchObject({ state: 'spent', problem: { kind: 'session-expired', advice: expect.stringContaining('Start a new one') as string } })
    expect(await stage.inUse()).toMatchObject({ state: 'running', reason: null })
    expect(await stage.events('account.answers-again')).toHaveLength(1)
    // Whatever was tried in vain: each batch arrived once, and so did each call for a person.
    expect(stage.proxy.passed().map((call) => call.kind).filter((kind) => kind !== 'poll').sort()).toEqual(['session', 'session', 'submit', 'submit', 'verdict'])
    const tally = await stage.tally()
    expect(tally).toEqual({ lost: 0, doubled: 0 })
    report({ part: 'network', fault, tried: 1, ...tally, recovered })
  })
})
