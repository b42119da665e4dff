import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { isContractProcedure } from '@orpc/contract'
import { expect, onTestFinished, test } from 'vitest'
import { contract, type Declared } from '../../src/contract/contract.ts'
import { greenroom } from './run-greenroom.ts'
import { openCoreOn, openDoor, type Door, type Page } from './serve-door.ts'

async function signInOf(door: Door, name: string, role: 'operator' | 'viewer'): Promise<{ id: number; token: string; cookie: string; page: Page }> {
  const { signIn, token } = await door.core.client.signIns.add({ name, role })
  const cookie = await door.letIn(token)
  return { id: signIn.id, token, cookie, page: await door.page(cookie) }
}

/** Every procedure of the contract with what it declares, by its dotted name. */
function proceduresOf(router: object, above = ''): [name: string, declared: Declared['access']][] {
  return Object.entries(router).flatMap(([key, value]: [string, unknown]): [string, Declared['access']][] => {
    if (isContractProcedure(value)) return [[above + key, (value['~orpc'].meta as Declared).access]]
    return proceduresOf(value as object, `${above}${key}.`)
  })
}

const problem = (kind: string) => ({ code: 'PROBLEM', data: { kind } }) as object

test('every procedure says whether it only shows or also does', () => {
  const undeclared = proceduresOf(contract).filter(([, access]) => access === undefined).map(([name]) => name)
  expect(undeclared).toEqual([])
})

test('a viewer is refused every procedure that does something, and none that shows', async () => {
  const door = await openDoor()
  const { page } = await signInOf(door, 'Wen', 'viewer')
  const wrong: string[] = []
  for (const [name, access] of proceduresOf(contract)) {
    if (name === 'events.live') continue
    const call = name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], page.client) as (input: unknown) => Promise<unknown>
    // Input that fits nothing: whoever is let in is told so, whoever is not never gets so far.
    const kind = await call({ id: 'no', none: true }).then(() => 'answered', (error: { data?: { kind?: string } }) => error.data?.kind ?? 'input')
    if ((kind === 'viewing-only') !== (access === 'does')) wrong.push(`${name}: ${kind}`)
  }
  expect(wrong).toEqual([])
})

test('a procedure that declares nothing is closed to viewers', async () => {
  const door = await openDoor()
  const { page } = await signInOf(door, 'Wen', 'viewer')
  const { meta } = contract.groups.list['~orpc']
  const before = meta.access
  onTestFinished(() => { meta.access = before })
  delete meta.access
  await expect(page.client.groups.list({})).rejects.toMatchObject(problem('viewing-only'))
})

test('what somebody does is in the history under their name', async () => {
  const door = await openDoor()
  const { page } = await signInOf(door, 'Wen', 'operator')
  const group = await page.client.groups.adopt({ remoteId: 'g-1', name: 'Lin' })
  await door.core.client.groups.pause({ id: group.id })
  const { rows } = await door.core.client.activity.list({ groupId: group.id, limit: 10 })
  expect(rows.map(({ what, actor }) => [what, actor])).toEqual([['group.paused', 'ada'], ['group.adopted', 'Wen']])
  expect(await page.client.host.about()).toMatchObject({ you: { name: 'Wen', role: 'operator', signedIn: true }, canSwitch: false })
})

test('revoking ends what is open at once, and the link and the cookie open nothing more', async () => {
  const door = await openDoor()
  const { id, token, cookie, page } = await signInOf(door, 'Wen', 'operator')
  await door.core.client.signIns.revoke({ id })
  expect(await page.closed).toBe(1008)
  expect((await door.ask('/', { headers: { cookie } })).status).toBe(401)
  expect(await door.upgrade('/rpc', { cookie })).toBe(401)
  expect((await door.ask(`/?token=${token}`)).status).toBe(401)
})

test('a sign-in that another process revokes ends here too, and an upload under way with it', async () => {
  const door = await openDoor()
  const { page, cookie } = await signInOf(door, 'Wen', 'operator')
  const upload = door.raw(`PUT /upload?name=a.mp4 HTTP/1.1\r\nHost: ${new URL(door.base).host}\r\nCookie: ${cookie}\r\nContent-Length: 1000000\r\n\r\nbegun`)
  const ended = await greenroom(['access', 'revoke', 'wen', '--data-dir', door.dataDir, '--json'])
  expect(ended.code, ended.stderr).toBe(0)
  expect(await page.closed).toBe(1008)
  expect(await upload).toBe('')
  await expect.poll(() => readdir(path.join(door.dataDir, 'uploads'))).toEqual([])
})

test('a call over a line that is still open is refused the moment the sign-in is revoked', async () => {
  const door = await openDoor()
  const { signIn } = await door.core.client.signIns.add({ name: 'Wen', role: 'operator' })
  const context = door.core.contextOf('b', { id: signIn.id, name: 'Wen', role: 'operator' })
  const { createRouterClient } = await import('@orpc/server')
  const client = createRouterClient(door.core.router, { context })
  expect(await client.groups.list({})).toEqual([])
  await door.core.client.signIns.revoke({ id: signIn.id })
  await expect(client.groups.list({})).rejects.toMatchObject(problem('signed-out'))
})

test('a viewer uploads nothing, and sees no link that opens something by itself', async () => {
  const door = await openDoor()
  const { cookie, page } = await signInOf(door, 'Wen', 'viewer')
  expect((await door.ask('/upload?name=a.mp4', { method: 'PUT', headers: { cookie }, body: 'x' })).status).toBe(403)
  const session = await door.core.client.sessions.create({ name: 'Lin', callbackUrl: 'https://studio.example/secret-return' })
  expect(await page.client.sessions.get({ id: session.id })).toMatchObject({ name: 'Lin', callbackUrl: '', h5Link: null })
  expect(await page.client.sessions.list({})).toMatchObject([{ callbackUrl: '' }])
})

test('only the hash of a token is kept, and none shows in the log', async () => {
  const door = await openDoor()
  const { token } = await signInOf(door, 'Wen', 'viewer')
  await door.ask('/preview/1?token=x', { headers: { cookie: `greenroom_${new URL(door.base).port}=${token}` } })
  const own = new URL(door.server.url).searchParams.get('token') ?? ''
  const kept = Buffer.concat(await Promise.all((await readdir(door.dataDir)).filter((name) => name.startsWith('ledger')).map((name) => readFile(path.join(door.dataDir, name)))))
  expect(kept.includes('Wen')).toBe(true)
  for (const secret of [token, own]) {
    expect(kept.includes(secret)).toBe(false)
    expect(door.said.join()).not.toContain(secret)
  }
})

test('a sign-in shows when it was last used and from where', async () => {
  const door = await openDoor()
  await signInOf(door, 'Wen', 'viewer')
  await expect.poll(async () => (await door.core.client.signIns.list()).rows).toMatchObject([{ name: 'Wen', lastSeenFrom: '127.0.0.1', lastSeenAt: expect.any(Number) as number }])
})

test('two that hold are never called the same, nor as Greenroom or whoever runs it', async () => {
  const { core } = await openDoor()
  const { signIn } = await core.client.signIns.add({ name: 'Wen', role: 'viewer' })
  await expect(core.client.signIns.add({ name: 'WEN', role: 'viewer' })).rejects.toMatchObject(problem('already-there'))
  await expect(core.client.signIns.add({ name: 'Ada', role: 'viewer' })).rejects.toMatchObject(problem('already-there'))
  await expect(core.client.signIns.add({ name: 'System', role: 'viewer' })).rejects.toThrow()
  await core.client.signIns.revoke({ id: signIn.id })
  expect((await core.client.signIns.add({ name: 'Wen', role: 'operator' })).signIn.id).not.toBe(signIn.id)
})

test('when somebody last looked goes by their sign-in, in a browser that others use, too, and in any other of theirs', async () => {
  const door = await openDoor()
  const wen = await signInOf(door, 'Wen', 'viewer')
  await wen.page.client.overview.looked()
  const lin = await signInOf(door, 'Lin', 'operator')
  const shared = [lin.cookie.split('; ').find((each) => !each.startsWith('greenroom_viewer')), wen.cookie.split('; ').find((each) => each.startsWith('greenroom_viewer'))].join('; ')
  const since = async (page: Page): Promise<number | null> => (await page.client.overview.get({})).since.at
  expect(await since(await door.page(shared))).toBeNull()
  expect(await since(await door.page(await door.letIn(wen.token)))).not.toBeNull()
})

test('a link followed from a chat opens the page although its cookie is kept back from that load', async () => {
  const door = await openDoor()
  const { token } = await door.core.client.signIns.add({ name: 'Wen', role: 'viewer' })
  const followed = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const answer = await door.ask(`/people?token=${token}`, { headers: followed })
  expect(answer).toMatchObject({ status: 200, headers: { 'referrer-policy': 'no-referrer' } })
  expect(answer.body).toContain('content="0; url=/people"')
  expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/)
  // Embedded in another site it is refused as before.
  expect((await door.ask('/', { headers: { ...followed, 'sec-fetch-dest': 'iframe' } })).status).toBe(403)
})

test('the command line lets somebody in with a link that works, and tells who may', async () => {
  const door = await openDoor()
  const added = await greenroom(['access', 'add', 'Wen', '--viewer', '--data-dir', door.dataDir, '--json'])
  const { links } = JSON.parse(added.stdout) as { links: string[] }
  expect(links[0]).toMatch(new RegExp(`^${door.base}/\\?token=`))
  const page = await door.page(await door.letIn(new URL(links[0] ?? '').searchParams.get('token') ?? ''))
  expect(await page.client.host.about()).toMatchObject({ you: { name: 'Wen', role: 'viewer' } })
  const listed = await greenroom(['access', 'list', '--data-dir', door.dataDir])
  expect(listed.stdout).toMatch(/Wen +viewer/)
  const none = await greenroom(['access', 'revoke', 'Nobody', '--data-dir', door.dataDir])
  expect(none.code).toBe(2)
})

test('a core of another process knows a sign-in made here', async () => {
  const door = await openDoor()
  const { token } = await door.core.client.signIns.add({ name: 'Wen', role: 'viewer' })
  const other = await openCoreOn(door.dataDir)
  onTestFinished(() => other.stop())
  expect(await other.signIns.find(token)).toMatchObject({ name: 'Wen', role: 'viewer' })
})
