import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import type { MailRoute } from '../../src/contract/models/channel.ts'
import { inChinese } from '../../src/contract/core-sentences.ts'
import { sendMail } from '../../src/main/telling/send-mail.ts'
import { loopbackCertificate, loopbackKey } from '../api-client/loopback-certificate.ts'
import { mailServer, refusal } from './mail-server.ts'

const message = { title: 'Greenroom: results', lines: ['林月: 3 cleared, 1 failed.'], kinds: ['results'] }
const route = (port: number, more: Partial<MailRoute> = {}): MailRoute => ({ host: '127.0.0.1', port, secure: false, user: '', from: 'greenroom@example.com', to: ['ops@example.com'], ...more })

/** One that takes the mail and then goes on talking, a line every 20 ms, without ever coming to an end. */
async function endlessServer(): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    socket.write('220 here\r\n')
    socket.on('data', (chunk) => {
      const said = chunk.toString()
      if (/^DATA/m.test(said)) socket.write('354 go on\r\n')
      else if (/^\.\r\n/m.test(said)) {
        const going = setInterval(() => { socket.write('250-still at it\r\n') }, 20)
        socket.on('close', () => { clearInterval(going) })
      } else socket.write('250 yes\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => { for (const socket of sockets) socket.destroy(); server.close() })
  return (server.address() as AddressInfo).port
}

test('a server that never comes to an end is given up, and does not hold the channels beside it for ever', async () => {
  const port = await endlessServer()
  await expect(sendMail(route(port), '', message, { wholeMs: 300 })).rejects.toMatchObject({ problem: { kind: 'offline', message: '127.0.0.1 could not be reached: it does not answer in time.' } })
})

test('a stop does not wait for a mail server', async () => {
  const port = await endlessServer()
  await expect(sendMail(route(port), '', message, { signal: AbortSignal.timeout(300) })).rejects.toThrow()
})

test('who was refused while others got the mail is named', async () => {
  const server = await mailServer({ onRcptTo: ({ address }, _, done) => { done(address.startsWith('gone') ? refusal(550, '5.1.1 User unknown') : null) } })
  const partly = await sendMail(route(server.port, { to: ['ops@example.com', 'gone@example.com'] }), '', message)
  expect(partly).toBe('127.0.0.1 took the mail, but not for gone@example.com: 550 5.1.1 User unknown')
  expect(inChinese(partly ?? '')).toBe('127.0.0.1 收下了邮件，但未收下发给 gone@example.com 的：550 5.1.1 User unknown')
  expect(server.raw).toHaveLength(1)
})

test('a mail says that a program wrote it, and which', async () => {
  const server = await mailServer()
  expect(await sendMail(route(server.port), '', message)).toBeNull()
  expect(server.raw[0]).toMatch(/^Auto-Submitted: auto-generated\r$/m)
  expect(server.raw[0]).toMatch(/^From: Greenroom <greenroom@example\.com>\r$/m)
})

test('what passes by itself is told apart from what has to be mended', async () => {
  const greylisting = await mailServer({ onRcptTo: (_address, _session, done) => { done(refusal(451, '4.7.1 Greylisted')) } })
  await expect(sendMail(route(greylisting.port), '', message)).rejects.toMatchObject({ problem: { message: '127.0.0.1 did not take the mail: 451 4.7.1 Greylisted', advice: expect.stringMatching(/^The server takes nothing for the moment/) as string } })
  const unknown = await mailServer({ onRcptTo: (_address, _session, done) => { done(refusal(550, '5.1.1 User unknown')) } })
  await expect(sendMail(route(unknown.port), '', message)).rejects.toMatchObject({ problem: { advice: 'Check the addresses of sender and recipients.' } })
  const choosy = await mailServer({ onData: (stream, _, done) => { stream.resume().on('end', () => { done(refusal(554, '5.7.1 Looks like spam')) }) } })
  await expect(sendMail(route(choosy.port), '', message)).rejects.toMatchObject({ problem: { message: '127.0.0.1 did not take the mail: 554 5.7.1 Looks like spam', advice: expect.stringMatching(/^Ask whoever looks after/) as string } })
})

test('a port that does not encrypt from the first byte is said in words', async () => {
  const server = await mailServer()
  const refused = sendMail(route(server.port, { secure: true }), '', message)
  await expect(refused).rejects.toMatchObject({ problem: { message: '127.0.0.1 could not be reached: it does not encrypt from the first byte.', advice: expect.stringContaining('465') as string } })
})

test('a relay without a login takes the mail though nobody vouches for its certificate, as Debian’s does', async () => {
  const server = await mailServer({ hideSTARTTLS: false })
  expect(await sendMail(route(server.port), '', message)).toBeNull()
  await expect(sendMail(route(server.port, { user: 'ops' }), 'secret', message)).rejects.toMatchObject({ problem: { advice: expect.stringContaining('certificate') as string } })
  expect(server.raw).toHaveLength(1)
})

test('a certificate that the system believes is believed for mail too', async () => {
  const server = await mailServer({ secure: true, cert: loopbackCertificate, key: loopbackKey })
  const file = path.join(os.tmpdir(), `greenroom-mail-${process.pid}.pem`)
  await writeFile(file, loopbackCertificate)
  const program = `
    import { sendMail } from ${JSON.stringify(path.resolve('src/main/telling/send-mail.ts'))}
    await sendMail(${JSON.stringify(route(server.port, { secure: true }))}, '', ${JSON.stringify(message)})`
  // Node reads the system's certificates once a process; on Linux this says which they are.
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env: { ...process.env, SSL_CERT_FILE: file } })
  expect(server.raw).toHaveLength(1)
})
