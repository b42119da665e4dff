import { Button, Menu } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Clip, ClipFilter } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'

/** Narrows by reason (of the clips that are loaded), match and folder. */
export function FilterMenu({ filter, known, onChange }: { filter: ClipFilter; known: () => Clip[]; onChange: (change: Partial<ClipFilter>) => void }) {
  const { t } = useTranslation('clips')
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button data-shows leftSection={<IconFilter size={16} aria-hidden />}>{t('filter.more')}</Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Choices filter={filter} known={known} onChange={onChange} />
      </Menu.Dropdown>
    </Menu>
  )
}

/** Drawn when the menu opens, so that its lists are read then. */
function Choices({ filter, known, onChange }: { filter: ClipFilter; known: () => Clip[]; onChange: (change: Partial<ClipFilter>) => void }) {
  const { t } = useTranslation('clips')
  const reasons = useReasonWords()
  const folders = useQuery(orpc.folders.list.queryOptions({ input: { groupId: filter.groupId } }))
  const codes = [...new Set(known().flatMap(({ reason }) => (reason ? [reason.code] : [])))].sort()
  return (
    <>
      <Menu.Label>{t('filter.match')}</Menu.Label>
      <Menu.Item data-shows onClick={() => onChange({ match: 'exact' })}>{t('filter.is.match.exact')}</Menu.Item>
      <Menu.Item data-shows onClick={() => onChange({ match: 'assumed' })}>{t('filter.is.match.assumed')}</Menu.Item>
      {codes.length > 0 && <Menu.Label>{t('filter.reason')}</Menu.Label>}
      {codes.map((code) => <Menu.Item data-shows key={code} onClick={() => onChange({ reasonCode: code })}>{reasons.short(code)}</Menu.Item>)}
      {(folders.data ?? []).length > 0 && <Menu.Label>{t('filter.folder')}</Menu.Label>}
      {folders.data?.map((folder) => <Menu.Item data-shows key={folder.id} title={folder.path} onClick={() => onChange({ watchFolderId: folder.id })}>{folder.path.split(/[\\/]/).slice(-2).join('/')}</Menu.Item>)}
    </>
  )
}
