import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePorts, startS3Server } from '../helpers/s3-server.ts'

test('the S3 server of the tests starts though another program takes one of its ports first', { timeout: 600_000 }, async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const taken = (other.address() as AddressInfo).port
  let asked = 0
  const server = await startS3Server(async (count) => {
    asked += 1
    const ports = await freePorts(count)
    return asked === 1 ? [...ports.slice(0, -1), taken] : ports
  })
  onTestFinished(() => server.stop())
  expect(asked).toBe(2)
  expect(await server.bucket('clips')).toMatchObject({ endpoint: server.endpoint })
})
