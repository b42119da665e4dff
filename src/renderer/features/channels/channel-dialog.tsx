import { Button, Group, NumberInput, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { channelKinds, type Channel } from '../../../contract/models/channel.ts'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { draftOf, newChannel, secretsOf, settingsOf, wrongIn, type ChannelDraft } from './channel-draft.ts'
import { MailFields } from './mail-fields.tsx'
import { WantsFields } from './wants-fields.tsx'

const languages = [{ value: 'en', label: 'English' }, { value: 'zh-CN', label: '简体中文' }]
const signed: readonly string[] = ['feishu', 'dingtalk']

/** A new channel, or the settings of one that is there. */
export function ChannelDialog({ channel, onClose }: { channel: Channel | null; onClose: () => void }) {
  const { t, i18n } = useTranslation('channels')
  const [draft, setDraft] = useState<ChannelDraft>(() => channel ? draftOf(channel) : newChannel(i18n.language === 'zh-CN' ? 'zh-CN' : 'en'))
  const change = (part: Partial<ChannelDraft>) => setDraft((before) => ({ ...before, ...part }))
  const add = useDeed({ options: orpc.channels.add.mutationOptions(), told: ({ name }) => t('added', { name }), after: onClose })
  const save = useDeed({ options: orpc.channels.change.mutationOptions(), told: ({ name }) => t('changed', { name }), after: onClose })
  const error = add.error ?? save.error
  const [tried, setTried] = useState(false)
  const wrong = tried ? wrongIn(draft) : null
  const submit = () => {
    setTried(true)
    if (wrongIn(draft)) return
    if (channel) save.mutate({ id: channel.id, settings: settingsOf(draft, channel.enabled), secrets: secretsOf(draft) })
    else add.mutate({ kind: draft.kind, settings: settingsOf({ ...draft, name: draft.name.trim() || t(`kind.${draft.kind}`) }, true), secrets: secretsOf(draft) })
  }
  return (
    <Dialog onClose={onClose} title={channel ? t('editTitle', { name: channel.name }) : t('addTitle')} size={520}>
      <form onSubmit={(event) => { event.preventDefault(); submit() }}>
        <Stack gap={16} p="0 12px 12px">
          {!channel && <Select data-autofocus allowDeselect={false} label={t('kindLabel')} value={draft.kind} data={channelKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} onChange={(kind) => { const known = channelKinds.find((each) => each === kind); if (known) change({ kind: known }) }} />}
          <TextInput maxLength={80} required={channel !== null} withAsterisk={false} label={t('name')} placeholder={t(`kind.${draft.kind}`)} value={draft.name} onChange={(event) => change({ name: event.currentTarget.value })} />
          {draft.kind === 'mail' ? <MailFields draft={draft} change={change} kept={channel !== null} wrong={wrong} /> : (
            <PasswordInput
              required={!channel} withAsterisk={false} autoComplete="off" spellCheck={false} label={t('url')} description={t(draft.kind === 'heartbeat' ? 'urlHelpHeartbeat' : 'urlHelp')} error={wrong?.field === 'url' ? t('urlWrong') : undefined}
              placeholder={channel ? t('keptSecret', { target: channel.target }) : 'https://'} value={draft.url} onChange={(event) => change({ url: event.currentTarget.value })}
            />
          )}
          {signed.includes(draft.kind) && <PasswordInput autoComplete="off" label={t('signing')} description={t('signingHelp')} value={draft.signingSecret} onChange={(event) => change({ signingSecret: event.currentTarget.value })} />}
          {draft.kind === 'heartbeat'
            ? <NumberInput required withAsterisk={false} w={200} min={1} max={1440} allowDecimal={false} hideControls label={t('every')} suffix={` ${t('minutes')}`} value={draft.everyMinutes} onChange={(value) => typeof value === 'number' && change({ everyMinutes: value })} />
            : (
              <>
                <WantsFields draft={draft} change={change} />
                <Select allowDeselect={false} w={200} label={t('language')} value={draft.language} data={languages} onChange={(value) => change({ language: value === 'zh-CN' ? 'zh-CN' : 'en' })} />
              </>
            )}
          {error && <ProblemNote error={error} />}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={add.isPending || save.isPending}>{t(channel ? 'save' : 'add')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
