import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { answerPage } from '../../electron/page/answer-page.ts'
import { icnsOf, icoOf } from '../../scripts/icon-containers.ts'

async function screens() {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'greenroom-page-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  await writeFile(path.join(dir, 'index.html'), '<!doctype html><html><head></head></html>')
  await writeFile(path.join(dir, 'a.js'), 'export {}')
  await writeFile(path.join(dir, 'clip.mp4'), '0123456789')
  const answer = answerPage({ rescue: () => false, screensDir: dir, previewPath: (key) => Promise.resolve(key === '1' ? path.join(dir, 'clip.mp4') : null) })
  return (address: string, init?: RequestInit) => answer(new Request(`greenroom-app://screens${address}`, init))
}

test('the page comes with its policy and a nonce of its own; files come with their types', async () => {
  const get = await screens()
  const page = await get('/')
  const nonce = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '')?.[1]
  expect(await page.text()).toContain(`<meta property="csp-nonce" nonce="${nonce}">`)
  expect((await get('/a.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect([(await get('/none.js')).status, (await get('/a%00.js')).status, (await get('/a.js', { method: 'POST' })).status]).toEqual([404, 400, 405])
})

test('a preview is a clip of the ledger, whole or one range of it, and nothing else', async () => {
  const get = await screens()
  expect(await (await get('/preview/1')).text()).toBe('0123456789')
  const part = await get('/preview/1', { headers: { range: 'bytes=2-4' } })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234'])
  expect((await get('/preview/1', { headers: { range: 'bytes=50-' } })).status).toBe(416)
  for (const address of ['/preview/2', '/preview/%2Fetc%2Fpasswd', '/preview/']) expect((await get(address)).status, address).not.toBe(200)
})

test('icons are kept in the containers of Windows and Apple', () => {
  const png = Buffer.from('png')
  const ico = icoOf([{ size: 256, png }, { size: 16, png }])
  expect([ico.readUInt16LE(4), ico.readUInt8(6), ico.readUInt8(22), ico.subarray(ico.readUInt32LE(18), ico.readUInt32LE(18) + 3).toString()]).toEqual([2, 0, 16, 'png'])
  const icns = icnsOf([{ size: 512, png }])
  expect([icns.subarray(0, 4).toString(), icns.readUInt32BE(4), icns.subarray(8, 12).toString(), icns.subarray(19, 23).toString()]).toEqual(['icns', icns.length, 'ic09', 'ic14'])
})
