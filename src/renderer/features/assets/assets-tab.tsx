import { Button, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { ClipFilter } from '../../../contract/models/clip.ts'
import type { Group } from '../../../contract/models/group.ts'
import { client, orpc } from '../../bridge/client.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { Mono } from '../../components/mono.tsx'
import { NewRowsNotice } from '../../components/new-rows-notice.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { Age } from '../../components/times.tsx'
import { NameCell } from '../clips/clip-cells.tsx'
import { useClipPages } from '../clips/use-clip-pages.ts'
import { useCounted } from '../clips/use-counted.ts'
import { Thumbnail } from '../previews/thumbnail.tsx'
import classes from './assets.module.css'
import { ExportDialog } from './export-dialog.tsx'

/** What may go on stage: a person's usable assets, to be copied and exported. */
export function AssetsTab({ group }: { group: Group }) {
  const { t } = useTranslation('assets')
  const counted = useCounted()
  const [path, navigate] = useLocation()
  const [exactOnly, setExactOnly] = useState(false)
  const [exporting, setExporting] = useState(false)
  const [active, setActive] = useState<number | null>(null)
  const filter = useMemo((): ClipFilter => ({ groupId: group.id, states: ['active'], match: exactOnly ? 'exact' : undefined }), [group.id, exactOnly])
  const { view, pages, counts } = useClipPages(filter, 'newest')
  const probable = useQuery(orpc.clips.counts.queryOptions({ input: { groupId: group.id, match: 'assumed' } }))

  const allUrls = async () => (await client.assets.export({ groupId: group.id, format: 'asset-urls', exactOnly })).text
  const count = counts?.active ?? 0
  const columns: Column[] = [
    { key: 'picture', label: t('column.picture'), width: 64, quiet: true },
    { key: 'name', label: t('column.name'), width: 'minmax(160px, 1fr)' },
    { key: 'asset', label: t('column.asset'), width: 'minmax(180px, 1fr)' },
    { key: 'match', label: t('column.match'), width: 140 },
    { key: 'age', label: t('column.age'), width: 64, align: 'end' },
    { key: 'copy', label: t('column.copy'), width: 32, align: 'end', quiet: true },
  ]
  return (
    <div className={classes.tab}>
      <div className={classes.head}>
        <span className={classes.count}>{t('usable', counted(count))}</span>
        {(probable.data?.active ?? 0) > 0 && <span className={classes.quiet}>{t('probable', counted(probable.data?.active ?? 0))}</span>}
        <span className={classes.rest} />
        <Switch label={t('exactOnly')} checked={exactOnly} onChange={(event) => setExactOnly(event.currentTarget.checked)} />
        {count > 0 && <CopyButton value={allUrls} what={t('urls')} label={t('copyAll', counted(count))} />}
        {count > 0 && <Button data-shows variant="filled" onClick={() => setExporting(true)}>{t('export.button')}</Button>}
      </div>
      {view.error !== null && <ProblemNote error={view.error} onRetry={pages.retry} />}
      {view.status === 'loading' && <LoadingBlocks count={6} height={47} gap={1} />}
      {view.status === 'ready' && view.count === 0 && (
        <EmptyState sentence={exactOnly ? t('noExact') : group.counts['in-review'] > 0 ? t('empty', counted(group.counts['in-review'])) : t('emptyYet')} role={group.counts['in-review'] > 0 ? 'review' : undefined} />
      )}
      {view.status === 'ready' && view.count > 0 && (
        <DataTable
          label={t('table')} columns={columns} total={view.count} minWidth={720} onRange={pages.want} activeIndex={active} onActive={setActive}
          notice={<NewRowsNotice count={view.waiting} onShow={pages.showAll} />}
          onOpen={(index) => {
            const clip = view.rowAt(index)
            if (clip) navigate(`${path}?tab=clips&state=active&clip=${clip.id}`)
          }}
          row={(index) => {
            const clip = view.rowAt(index)
            return clip && {
              key: clip.id,
              cells: [
                <Thumbnail key="picture" clip={clip} />,
                <NameCell key="name" clip={clip} withPerson={false} compact={false} />,
                clip.assetUrl && <Mono key="asset"><MiddleCut text={clip.assetUrl} keep={10} /></Mono>,
                clip.match && <span key="match" className={classes.match}>{t(`match.${clip.match}`)}</span>,
                <Age key="age" since={clip.stateSince} />,
                clip.assetUrl && <CopyButton key="copy" value={clip.assetUrl} what={t('urlOf', { name: clip.name })} />,
              ],
            }
          }}
        />
      )}
      {exporting && <ExportDialog groupId={group.id} groupName={group.name} exactOnly={exactOnly} onClose={() => setExporting(false)} />}
    </div>
  )
}
