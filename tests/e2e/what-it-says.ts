import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Greenroom } from './greenroom.ts'

/** A core that does not answer must not hold up the report of it. */
const patienceMs = 5_000

/** What a core knows at this moment, line by line, beside a test that failed: where clips are, what is waited for, which loop is inside a step, what happened last. */
export async function whatItSays({ client, home }: Pick<Greenroom, 'client' | 'home'>): Promise<string> {
  const asked = {
    now: async () => new Date().toISOString(),
    clips: () => client.clips.counts({}),
    waiting: () => client.cue.waiting({}),
    people: async () => (await client.groups.list({})).map(({ name, counts }) => ({ name, counts })),
    // How the loops do, as the watchdog last wrote it down.
    loops: () => readFile(path.join(home, 'data', 'health.json'), 'utf8'),
    events: async () => (await client.activity.list({ limit: 40 })).rows.map(({ at, what, clipId, batchId, data }) => `\n  ${new Date(at).toISOString()} ${what} ${JSON.stringify({ clipId, batchId, ...data })}`).join(''),
  }
  const lines = await Promise.all(Object.entries(asked).map(async ([name, ask]) => `${name}: ${await answered(ask())}`))
  return lines.join('\n')
}

async function answered(answer: Promise<unknown>): Promise<string> {
  const late = new Promise<string>((resolve) => { setTimeout(() => resolve(`(no answer within ${patienceMs} ms)`), patienceMs).unref() })
  const said = await Promise.race([answer, late]).catch(String)
  return typeof said === 'string' ? said : JSON.stringify(said)
}
