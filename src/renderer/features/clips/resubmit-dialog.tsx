import { Checkbox, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClipSelection } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useDeed } from './use-deed.ts'
import classes from './dialogs.module.css'
import { useCounted } from './use-counted.ts'

/**
 * Says what a resubmission would contain before it is made: exactly the failed clips; how many of their
 * verdicts are only probable; how many have failed alike three times and stay out unless asked for.
 */
export function ResubmitDialog({ selection, onClose }: { selection: ClipSelection; onClose: () => void }) {
  const { t } = useTranslation('clips')
  const counted = useCounted()
  const format = useFormat()
  const [withTired, setWithTired] = useState<boolean | null>(null)
  const found = useQuery(orpc.clips.resubmission.queryOptions({ input: selection, staleTime: 0, gcTime: 0 }))
  const resubmit = useDeed({ options: orpc.clips.resubmit.mutationOptions(), told: ({ changed }) => t('done.resubmitted', counted(changed)), after: onClose })

  const { failed = 0, assumed = 0, tiredOut = 0, others = 0 } = found.data ?? {}
  // Whoever picks only clips that have tired out means them.
  const include = withTired ?? (failed > 0 && tiredOut === failed)
  const sent = include ? failed : failed - tiredOut
  return (
    <ConfirmDialog
      opened
      title={t('resubmit.title')}
      confirm={t('resubmit.confirm', counted(sent))}
      disabled={sent === 0}
      pending={resubmit.isPending}
      error={resubmit.error ?? found.error}
      onClose={onClose}
      onConfirm={() => resubmit.mutate({ selection, includeTiredOut: include })}
    >
      {found.isPending ? <LoadingBlocks count={2} height={20} /> : (
        <Stack gap={12}>
          {assumed > 0 && <ErrorNote tone="you" happened={t('resubmit.assumed', { failed: format.number(failed), ...counted(assumed) })} kept={t('resubmit.assumedWhat')} />}
          <p className={classes.sentence}>{sent > 0 ? t('resubmit.exactly', counted(sent)) : t('resubmit.none')}</p>
          {others > 0 && <p className={classes.aside}>{t('resubmit.others', counted(others))}</p>}
          {tiredOut > 0 && (
            <div>
              <Checkbox checked={include} onChange={(event) => setWithTired(event.currentTarget.checked)} label={t('resubmit.tired', counted(tiredOut))} description={t('resubmit.tiredWhat')} classNames={{ description: classes.description }} />
            </div>
          )}
        </Stack>
      )}
    </ConfirmDialog>
  )
}
