import { Button, Group, Radio, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignInRole } from '../../../contract/models/sign-in.ts'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../clips/use-deed.ts'
import { LinkShownOnce } from './link-shown-once.tsx'

/** Asks for a name and what they may do; then shows the link, this once. */
export function AddSignInDialog({ servedAt, onClose }: { servedAt: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation('sign-ins')
  const [name, setName] = useState('')
  const [role, setRole] = useState<SignInRole>('operator')
  const add = useDeed({ options: orpc.signIns.add.mutationOptions() })
  const made = add.data
  return (
    // Esc must not lose a link that is never shown again.
    <Dialog onClose={onClose} closeOnEscape={!made} title={made ? t('linkTitle', { name: made.signIn.name }) : t('addTitle')} size={520}>
      {made ? <LinkShownOnce signIn={made.signIn} token={made.token} servedAt={servedAt} onClose={onClose} /> : (
        <form onSubmit={(event) => { event.preventDefault(); add.mutate({ name: name.trim(), role }) }}>
          <Stack gap={16} p="0 12px 12px">
            <TextInput data-autofocus required withAsterisk={false} maxLength={80} autoComplete="off" label={t('name')} description={t('nameHelp')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
            <Radio.Group label={t('may')} value={role} onChange={(value) => setRole(value === 'viewer' ? 'viewer' : 'operator')}>
              <Stack gap={8} mt={8}>
                <Radio value="operator" label={t('role.operator')} description={t('operatorMay')} />
                <Radio value="viewer" label={t('role.viewer')} description={t('viewerMay')} />
              </Stack>
            </Radio.Group>
            {add.error && <ProblemNote error={add.error} />}
            <Group justify="flex-end" gap={8}>
              <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
              <Button size="md" type="submit" variant="filled" loading={add.isPending} disabled={name.trim() === ''}>{t('make')}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  )
}
