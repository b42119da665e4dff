import { expect, onTestFinished, test } from 'vitest'
import type { Found } from '../../src/main/intake/found.ts'
import { createDisk } from '../../src/main/intake/disk.ts'
import { createMediaFactsPool } from '../../src/main/intake/media-facts-pool.ts'
import { openLedger } from '../../src/main/ledger/open-ledger.ts'
import { largeIntake, runIntake, type IntakeContext } from '../../src/main/runners/intake-flow.ts'
import { openStage } from '../helpers/core.ts'
import { pause } from '../helpers/ledger.ts'

const workerUrl = (name: string): URL => new URL(`../../src/main/intake/${name}-worker.ts`, import.meta.url)

test('clips that were checked before their list had come to its end go on when it has', async () => {
  const stage = await openStage()
  // As another process would take in beside the one that runs the loops: a command, or one that was asked to.
  const ledger = await openLedger({ dataDir: stage.dataDir, pause })
  const [media, disk] = [createMediaFactsPool({ workerUrl: workerUrl('media-facts'), size: 1 }), createDisk({ workerUrl: workerUrl('disk') })]
  onTestFinished(async () => { await Promise.all([media.close(), disk.close(), ledger.close()]) })
  const context: IntakeContext = { ledger, clock: stage.clock, media, disk, account: () => Promise.reject(new Error('Nobody is asked about so few.')) }

  // The last line takes its time: by then what came before it is taken in, checked, and waits at the gate.
  async function* slowList(): AsyncGenerator<Found> {
    for (let n = 1; n <= largeIntake; n++) yield { kind: 'url', location: `http://127.0.0.1:9/take-${n}.mp4`, given: `line ${n}`, name: `take-${n}`, assetType: 'video', sizeBytes: null, mtimeMs: null }
    await stage.untilCounts({ publishing: largeIntake })
  }
  await runIntake(context, { groupId: stage.group.id, inputs: ['a list'], preflight: false, askWhenLarge: true }, slowList(), 'operator')
  await stage.untilCounts({ active: largeIntake })
  expect(await stage.client.cue.waiting({})).toEqual([])
})
