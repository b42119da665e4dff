import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ClipFilter } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import classes from './clip-filters.module.css'

/** What the list is narrowed to, each with a way out; states only where no buttons of their own show them. */
export function FilterPills({ filter, withStates, onChange }: { filter: ClipFilter; withStates: boolean; onChange: (change: Partial<ClipFilter>) => void }) {
  const { t } = useTranslation('clips')
  const reasons = useReasonWords()
  const folders = useQuery(orpc.folders.list.queryOptions({ input: {}, enabled: filter.watchFolderId !== undefined }))
  const folder = folders.data?.find(({ id }) => id === filter.watchFolderId)
  const format = useFormat()
  const now = useNow(60_000)
  const pills: [keyof ClipFilter, string][] = []
  if (withStates && filter.states) pills.push(['states', filter.states.map((state) => t(`common:state.${state}.word`)).join(t('common:comma'))])
  if (filter.reasonCode) pills.push(['reasonCode', t('filter.is.reason', { reason: reasons.short(filter.reasonCode) })])
  if (filter.match) pills.push(['match', t(`filter.is.match.${filter.match}`)])
  if (filter.batchId !== undefined) pills.push(['batchId', t('filter.is.batch', { id: filter.batchId })])
  if (filter.watchFolderId !== undefined) pills.push(['watchFolderId', t('filter.is.folder', { folder: folder?.path.split(/[\\/]/).at(-1) ?? filter.watchFolderId })])
  if (filter.intakeId !== undefined) pills.push(['intakeId', t('filter.is.intake', { id: filter.intakeId })])
  if (filter.changedSince !== undefined) pills.push(['changedSince', t('filter.is.changed', { time: format.when(filter.changedSince, now) })])
  if (filter.takenSince) pills.push(['takenSince', t('filter.is.taken', { time: format.when(filter.takenSince.at, now) })])
  return pills.map(([key, words]) => (
    <button key={key} type="button" className={classes.pill} onClick={() => onChange({ [key]: undefined })} aria-label={t('filter.without', { filter: words })}>
      {words}<IconX size={14} aria-hidden />
    </button>
  ))
}
