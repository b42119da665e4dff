import { Button, Group as Row, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Group } from '../../../contract/models/group.ts'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../clips/use-deed.ts'
import classes from './forgetting.module.css'
import { WhatGoes } from './what-goes.tsx'

/** Says exactly what would be erased and what cannot be, and asks for the name. */
export function ForgetDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useTranslation('forgetting')
  const [, navigate] = useLocation()
  const [name, setName] = useState('')
  const preview = useQuery(orpc.forgettings.preview.queryOptions({ input: { id: group.id } }))
  const ask = useDeed({ options: orpc.forgettings.ask.mutationOptions(), told: () => t('begun', { name: group.name }), after: () => { onClose(); navigate('/people') } })
  const unclear = preview.data?.unclear ?? 0
  return (
    <Dialog onClose={onClose} title={t('title', { name: group.name })} size={560}>
      <form onSubmit={(event) => { event.preventDefault(); ask.mutate({ id: group.id, name }) }}>
        <Stack gap={16} p="0 12px 12px">
          {preview.isPending && <LoadingBlocks count={3} height={56} />}
          {preview.error && <ProblemNote error={preview.error} onRetry={() => void preview.refetch()} />}
          {preview.data && <WhatGoes preview={preview.data} />}
          {unclear > 0 && <ErrorNote tone="you" happened={t('unclear', { count: unclear })} kept={t('unclearWhat')} />}
          {preview.data && unclear === 0 && <TextInput autoComplete="off" spellCheck={false} label={<>{t('type')} <strong className={classes.name} translate="no">{group.name}</strong></>} value={name} onChange={(event) => setName(event.currentTarget.value)} />}
          {ask.error && <ProblemNote error={ask.error} />}
          <Row justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose} data-autofocus>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" loading={ask.isPending} disabled={!preview.data || unclear > 0 || name.trim().normalize('NFC') !== group.name.trim().normalize('NFC')}>{t('confirm', { name: group.name })}</Button>
          </Row>
        </Stack>
      </form>
    </Dialog>
  )
}
