/** A studio in the middle of its day: something in every state, for tests that look at every screen. */
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from '@playwright/test'
import { demoClipNames, demoClipsDir } from '../helpers/clips.ts'
import type { StateCounts } from '../../src/contract/models/states.ts'
import { startGreenroomAt, type Greenroom } from './greenroom.ts'

export interface Studio extends Greenroom {
  people: { ada: number; noor: number; lin: number; mika: number }
  /** Sees to it that the link of Iris Vale, who is being verified, is open and has most of its time left. */
  renewSession(): Promise<void>
}

/** The same footage with other bytes where no player looks: content of its own for every name. */
async function takes(folder: string, names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const sources = (await demoClipNames()).filter((name) => name.startsWith('ada-') && name.endsWith('.mp4'))
  await Promise.all(names.map(async (name, n) => {
    const clip = await readFile(path.join(demoClipsDir, sources[n % sources.length] ?? ''))
    const box = Buffer.from(`\0\0\0\0free${name}`)
    box.writeUInt32BE(box.length, 0)
    await writeFile(path.join(folder, name), Buffer.concat([clip, box]))
  }))
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${String(n + 1).padStart(3, '0')}.mp4`)
}

/** Some cleared, failed, held, unclear, in review and queued; a folder that is watched and one that is away; a session that is open. */
export async function startStudio(): Promise<Studio> {
  const greenroom = await startGreenroomAt({ scenario: 'demo', reviewMs: 100 })
  const { client, home, sandbox } = greenroom
  const footage = path.join(home, 'footage')
  const person = async (name: string, id: string, consentNote = '') => (await client.groups.adopt({ remoteId: `group-20260312-${id}`, name, consentNote })).id
  const settled = (groupId: number, counts: Partial<StateCounts>) => expect.poll(() => client.clips.counts({ groupId }), { timeout: 60_000 }).toMatchObject(counts)

  const ada = await person('Ada Holm', 'ada', 'Release signed on 12 March 2026; folder 3, until the end of 2027.')
  const adas = path.join(footage, 'ada')
  await mkdir(adas)
  for (const name of await demoClipNames()) await copyFile(path.join(demoClipsDir, name), path.join(adas, name))
  await client.intakes.create({ groupId: ada, inputs: [adas] })
  await settled(ada, { active: 10, failed: 3, held: 1 })

  const noor = await person('Noor Amari', 'noor')
  const noors = path.join(footage, 'noor', 'day-2')
  await takes(noors, numbered('NA_D2_T', 18))
  await client.folders.add({ groupId: noor, path: noors, settleMs: 200, lingerMs: 0 })
  await settled(noor, { active: 18 })
  const away = path.join(footage, 'noor', 'day-1')
  await mkdir(away)
  const awayId = (await client.folders.add({ groupId: noor, path: away })).id
  const stateOfAway = async () => (await client.folders.list({})).find(({ id }) => id === awayId)?.state
  await expect.poll(stateOfAway, { timeout: 30_000 }).toBe('watching')
  await rename(away, path.join(home, 'unplugged'))
  await client.folders.rescan({ id: awayId })
  await expect.poll(stateOfAway, { timeout: 30_000 }).toBe('waiting')

  sandbox.useScenario('lost-answer')
  const mika = await person('Mika Tanaka', 'mika')
  await takes(path.join(footage, 'mika'), numbered('MT_A_', 3))
  await client.intakes.create({ groupId: mika, inputs: [path.join(footage, 'mika')] })
  await settled(mika, { 'needs-attention': 3 })

  sandbox.useScenario('never-ends')
  let session = await client.sessions.create({ name: 'Iris Vale' })
  const untilOpen = () => expect.poll(async () => (await client.sessions.get({ id: session.id })).state, { timeout: 30_000 }).toBe('open')
  await untilOpen()

  const lin = await person('林月 Lin Yue', 'lin', 'Agency contract 2026-014.')
  await client.groups.pause({ id: lin })
  await takes(path.join(footage, 'lin'), numbered('LY_A001_C', 64))
  await client.intakes.create({ groupId: lin, inputs: [path.join(footage, 'lin')], batchSize: 20 })
  await settled(lin, { ready: 64 })
  // One more request fits into this minute; the rest waits for the next.
  const [account] = await client.accounts.list()
  if (!account) throw new Error('A core makes its account.')
  await client.accounts.set({ id: account.id, settings: { submitRpm: account.submit.lastMinute + 1 } })
  await client.groups.resume({ id: lin })
  await settled(lin, { 'in-review': 20 })
  return {
    ...greenroom,
    people: { ada, noor, lin, mika },
    async renewSession() {
      const { expiresAt } = await client.sessions.get({ id: session.id })
      if (expiresAt !== null && expiresAt - Date.now() > 100_000) return
      await client.accounts.set({ id: account.id, settings: { submitRpm: 600 } })
      session = await client.sessions.renew({ id: session.id })
      await untilOpen()
    },
  }
}
