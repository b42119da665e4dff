import { expect, test } from 'vitest'
import { middleAndMost, runKills } from './harness/kill-run.ts'
import { report } from './harness/report.ts'
import { harnessSetting, replay, shortKills } from './harness/setting.ts'

const setting = harnessSetting()
const lanes = Math.max(1, Math.ceil(setting.kills / 20))

test('killed at every write point of its ledger and at random, the core loses no clip and sends none twice', { timeout: setting.kills * 5_000 }, async () => {
  const began = performance.now()
  const run = await runKills({ kills: setting.kills, lanes, seed: setting.seed, only: setting.lane, say: setting.soak ? (text) => { console.log(text) } : undefined })
  const recovery = middleAndMost(run.recoveryMs)
  const opening = middleAndMost(run.openMs)
  console.log(`${run.kills} kills (${run.pointsDiedAt} of ${run.points} write points, the rest at random), ${run.clips} clips, ${run.accepted} submissions accepted: ${run.lost} lost, ${run.doubled} doubled; `
    + `running again after ${recovery.middle} ms (middle) and ${recovery.most} ms (longest), the ledger open after ${opening.middle} and ${opening.most} ms; ${Math.round((performance.now() - began) / 1000)} s`)
  const again = (wrong: string): string => `${wrong}\n  replay: ${replay(setting, 'kills.core', Number(/lane-(\d+)/.exec(wrong)?.[1] ?? 0))}`
  expect(run.wrong.map(again)).toEqual([])
  expect({ lost: run.lost, doubled: run.doubled }).toEqual({ lost: 0, doubled: 0 })
  if (setting.lane === null) {
    expect(run.kills).toBe(setting.kills)
    // Some submissions got through, or nothing was tried.
    expect(run.accepted).toBeGreaterThan(setting.kills / 4)
    // Every point, as long as there are kills enough to visit those that the chains of others have missed.
    if (setting.kills >= shortKills) expect(run.missed).toEqual([])
  }
  expect(opening.most).toBeLessThan(1_000)
  report({ part: 'kills', fault: `kill −9 of the core: ${run.pointsDiedAt} of its ${run.points} write points, and at random`, tried: run.kills, lost: run.lost, doubled: run.doubled, recovered: `${recovery.middle} ms (longest ${recovery.most} ms) from start to running, ledger open in at most ${opening.most} ms` })
})
