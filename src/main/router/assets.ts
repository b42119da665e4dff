import { countClips } from '../ledger/counts.ts'
import { readGroup } from '../ledger/groups.ts'
import { exportAssets } from '../export-assets.ts'
import { os } from './base.ts'

export const assets = {
  counts: os.assets.counts.handler(({ input, context: { core } }) => countClips(core.context.ledger.read, input)),
  export: os.assets.export.handler(async ({ input, context: { core } }) => exportAssets(core.context.ledger.read, await readGroup(core.context.ledger.read, input.groupId), input)),
}
