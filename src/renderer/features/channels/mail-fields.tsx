import { Group, NumberInput, PasswordInput, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChannelDraft, wrongIn } from './channel-draft.ts'

/** Which of them it is follows from how it is encrypted; a port of one’s own stays. */
const usualPorts = [465, 587]

export interface MailFieldsProps {
  draft: ChannelDraft
  change: (part: Partial<ChannelDraft>) => void
  /** A password may be kept already. */
  kept: boolean
  /** What is no address, once it was tried to save it. */
  wrong: ReturnType<typeof wrongIn>
}

/** How mail leaves, and to whom. */
export function MailFields({ draft: { mail, mailPassword }, change, kept, wrong }: MailFieldsProps) {
  const { t } = useTranslation('channels')
  const route = (part: Partial<ChannelDraft['mail']>) => change({ mail: { ...mail, ...part } })
  const errorOf = (field: 'to' | 'from') => (wrong?.field === field ? t('mail.wrong', { text: wrong.text }) : undefined)
  return (
    <>
      <TextInput required withAsterisk={false} spellCheck={false} label={t('mail.to')} description={t('mail.toHelp')} error={errorOf('to')} value={mail.to} onChange={(event) => route({ to: event.currentTarget.value })} />
      <TextInput required withAsterisk={false} type="email" label={t('mail.from')} error={errorOf('from')} value={mail.from} onChange={(event) => route({ from: event.currentTarget.value })} />
      <Group gap={12} align="end" wrap="nowrap">
        <TextInput required withAsterisk={false} flex={1} spellCheck={false} label={t('mail.host')} placeholder="smtp.example.com" value={mail.host} onChange={(event) => route({ host: event.currentTarget.value })} />
        <NumberInput required withAsterisk={false} w={100} min={1} max={65_535} allowDecimal={false} hideControls label={t('mail.port')} value={mail.port} onChange={(port) => typeof port === 'number' && route({ port })} />
      </Group>
      <Switch label={t('mail.secure')} description={t('mail.secureHelp')} checked={mail.secure} onChange={(event) => route({ secure: event.currentTarget.checked, port: usualPorts.includes(mail.port) ? (event.currentTarget.checked ? 465 : 587) : mail.port })} />
      <Group gap={12} align="end" grow>
        <TextInput autoComplete="off" spellCheck={false} label={t('mail.user')} value={mail.user} onChange={(event) => route({ user: event.currentTarget.value })} />
        <PasswordInput autoComplete="off" label={t('mail.password')} placeholder={kept && mail.user !== '' ? t('mail.passwordKept') : ''} value={mailPassword} onChange={(event) => change({ mailPassword: event.currentTarget.value })} />
      </Group>
    </>
  )
}
