import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { MailRoute } from '../../src/contract/models/channel.ts'
import { deliver } from '../../src/main/telling/deliver.ts'
import { newsMessage } from '../../src/main/telling/news-words.ts'
import { startHook } from './hook-server.ts'

const now = Date.UTC(2026, 2, 12, 8)
const message = newsMessage([{ kind: 'unclear', person: 'Ada <!channel>', clips: 20, batches: 1 }], 'en')
const means = { fetch, now }

describe('a chat', () => {
  test('a plain webhook gets the message as data', async () => {
    const hook = await startHook()
    await deliver({ kind: 'webhook', mail: null, secrets: { url: hook.url } }, message, means)
    expect(hook.calls).toMatchObject([{ method: 'POST', path: '/hook/T0KEN' }])
    expect(JSON.parse(hook.calls[0]?.body ?? '')).toEqual({
      source: 'greenroom', at: '2026-03-12T08:00:00.000Z', title: 'Greenroom: something is unclear', kinds: ['unclear'],
      lines: ['Ada <!channel>: it is unclear what became of 20 clips. They are not sent again without your word.'],
    })
  })

  test('Slack gets text in which no name calls a whole channel', async () => {
    const hook = await startHook()
    await deliver({ kind: 'slack', mail: null, secrets: { url: hook.url } }, message, means)
    expect(JSON.parse(hook.calls[0]?.body ?? '')).toEqual({ text: expect.stringContaining('Ada &lt;!channel&gt;:') as string })
  })

  test('Feishu and DingTalk get their signatures', async () => {
    const feishu = await startHook()
    feishu.answer.body = '{"code":0,"msg":"success"}'
    await deliver({ kind: 'feishu', mail: null, secrets: { url: feishu.url, signingSecret: 'S' } }, message, means)
    const timestamp = String(now / 1000)
    expect(JSON.parse(feishu.calls[0]?.body ?? '')).toMatchObject({ msg_type: 'text', timestamp, sign: createHmac('sha256', `${timestamp}\nS`).update('').digest('base64') })

    const ding = await startHook()
    ding.answer.body = '{"errcode":0}'
    await deliver({ kind: 'dingtalk', mail: null, secrets: { url: `${ding.url}?access_token=x`, signingSecret: 'S' } }, message, means)
    const asked = new URL(ding.calls[0]?.path ?? '', 'http://here')
    expect(Object.fromEntries(asked.searchParams)).toEqual({ access_token: 'x', timestamp: String(now), sign: createHmac('sha256', 'S').update(`${now}\nS`).digest('base64') })
  })

  test('WeCom gets no more than it takes', async () => {
    const hook = await startHook()
    hook.answer.body = '{"errcode":0,"errmsg":"ok"}'
    const long = newsMessage(Array.from({ length: 19 }, (_, n) => ({ kind: 'results' as const, person: `林月的人物组第 ${n} 号，名字很长很长很长很长很长很长很长很长很长很长很长很长`, cleared: 1, failed: 2 })), 'zh-CN')
    await deliver({ kind: 'wecom', mail: null, secrets: { url: hook.url } }, long, means)
    const { text: sent } = JSON.parse(hook.calls[0]?.body ?? '') as { text: { content: string } }
    expect(Buffer.byteLength(sent.content)).toBeLessThanOrEqual(2048)
    expect(sent.content).toMatch(/^Greenroom：审核结果\n.*…$/su)
    expect(sent.content).not.toContain('�')
  })

  test.each([
    ['wecom', 200, '{"errcode":93000,"errmsg":"invalid webhook url"}', 'invalid webhook url'],
    ['feishu', 200, '{"code":19021,"msg":"sign match fail"}', 'sign match fail'],
    ['dingtalk', 200, '<html>gateway</html>', 'no JSON'],
    ['slack', 200, 'no_service', 'no_service'],
    ['webhook', 404, 'gone', 'HTTP 404'],
  ] as const)('a refusal of %s (HTTP %i %s) is a failure in words', async (kind, status, body, words) => {
    const hook = await startHook()
    hook.answer = { status, body }
    await expect(deliver({ kind, mail: null, secrets: { url: hook.url } }, message, means)).rejects.toThrow(words)
  })

  test('what cannot be reached is said without its secret path', async () => {
    const refused = deliver({ kind: 'slack', mail: null, secrets: { url: 'http://127.0.0.1:9/services/T0KEN' } }, message, means)
    await expect(refused).rejects.toThrow(/^127\.0\.0\.1:9 could not be reached/)
    await expect(refused).rejects.not.toThrow(/T0KEN/)
  })

  test('a watchdog is called', async () => {
    const hook = await startHook()
    await deliver({ kind: 'heartbeat', mail: null, secrets: { url: hook.url } }, message, means)
    expect(hook.calls).toMatchObject([{ method: 'GET', path: '/hook/T0KEN', body: '' }])
    hook.answer.status = 500
    await expect(deliver({ kind: 'heartbeat', mail: null, secrets: { url: hook.url } }, message, means)).rejects.toThrow('HTTP 500')
  })
})

describe('mail', () => {
  /** A real mail server; it takes logins over an open line, as a careless one does. Its certificate is nobody's. */
  async function mailServer(disabledCommands: string[] = []): Promise<{ port: number; mails: { to: string[]; raw: string }[] }> {
    const mails: { to: string[]; raw: string }[] = []
    const server = new SMTPServer({
      secure: false, hideSTARTTLS: true, disabledCommands, authOptional: true, allowInsecureAuth: true, disableReverseLookup: true,
      onAuth: (auth, _, done) => { done(auth.password === 'right' ? null : new Error('535 wrong password'), { user: auth.username }) },
      onData: (stream, session, done) => {
        void text(stream).then((raw) => {
          mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw })
          done()
        })
      },
    })
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    onTestFinished(() => new Promise<void>((resolve) => { server.close(() => resolve()) }))
    return { port: (server.server.address() as AddressInfo).port, mails }
  }
  const route = (port: number, more: Partial<MailRoute> = {}): MailRoute => ({ host: '127.0.0.1', port, secure: false, user: '', from: 'greenroom@example.com', to: ['ops@example.com', 'lin@example.com'], ...more })

  test('the message arrives at everybody, in their language', async () => {
    const server = await mailServer()
    await deliver({ kind: 'mail', mail: route(server.port), secrets: {} }, newsMessage([{ kind: 'results', person: '林月', cleared: 3, failed: 1 }], 'zh-CN'), means)
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]?.to).toEqual(['ops@example.com', 'lin@example.com'])
    expect(Buffer.from(server.mails[0]?.raw.split('\r\n\r\n')[1] ?? '', 'base64').toString()).toContain('林月：通过 3 个，未通过 1 个。')
  })

  test('a password never goes over a line that anybody can read', async () => {
    const server = await mailServer(['STARTTLS'])
    await expect(deliver({ kind: 'mail', mail: route(server.port, { user: 'ops' }), secrets: { mailPassword: 'right' } }, message, means)).rejects.toMatchObject({ problem: { advice: expect.stringContaining('offers no encryption') as string } })
    expect(server.mails).toEqual([])
  })

  test('a server whose certificate nobody vouches for gets no password either', async () => {
    const server = await mailServer()
    await expect(deliver({ kind: 'mail', mail: route(server.port, { user: 'ops' }), secrets: { mailPassword: 'right' } }, message, means)).rejects.toMatchObject({ problem: { advice: expect.stringContaining('certificate') as string } })
    expect(server.mails).toEqual([])
  })

  test('a server that is not there is said with what to check', async () => {
    await expect(deliver({ kind: 'mail', mail: route(9), secrets: {} }, message, means)).rejects.toMatchObject({ problem: { kind: 'offline', message: '127.0.0.1 could not be reached: nothing answers there.' } })
  })
})
