import type { Batch } from '../../../contract/models/batch.ts'
import { noClips } from '../../../contract/models/states.ts'
import { BatchCells, SegmentedBar } from '../../components/segmented-bar.tsx'
import classes from './batches.module.css'

const mostCells = 20

/** A batch's clips: equal cells up to 20, a bar beyond. */
export function BatchCellsOrBar({ batch }: { batch: Batch }) {
  if (batch.cells.length <= mostCells) return <BatchCells cells={batch.cells} />
  const counts = noClips()
  for (const { state } of batch.cells) counts[state] += 1
  return <div className={classes.bar}><SegmentedBar counts={counts} /></div>
}
