import { channelSecrets, mailbox, type Channel, type ChannelKind, type ChannelSecrets, type ChannelSettings, type MailRoute, type NewsTopic } from '../../../contract/models/channel.ts'

/** What a person enters of a channel. Secrets are empty unless they are given anew. */
export interface ChannelDraft {
  kind: ChannelKind
  name: string
  url: string
  signingSecret: string
  mail: Omit<MailRoute, 'to'> & { to: string }
  mailPassword: string
  wants: NewsTopic[]
  language: 'en' | 'zh-CN'
  /** `HH:MM`. */
  digestAt: string
  everyMinutes: number
}

const noMail: ChannelDraft['mail'] = { host: '', port: 465, secure: true, user: '', from: '', to: '' }

export function newChannel(language: 'en' | 'zh-CN'): ChannelDraft {
  return { kind: 'slack', name: '', url: '', signingSecret: '', mail: noMail, mailPassword: '', wants: ['stops', 'unclear'], language, digestAt: '08:00', everyMinutes: 5 }
}

export function draftOf(channel: Channel): ChannelDraft {
  const { kind, name, wants, language, everyMinutes, digestAtMinute, mail } = channel
  const digestAt = [Math.floor(digestAtMinute / 60), digestAtMinute % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return { kind, name, url: '', signingSecret: '', mail: mail ? { ...mail, to: mail.to.join(', ') } : noMail, mailPassword: '', wants, language, digestAt, everyMinutes }
}

export function settingsOf(draft: ChannelDraft, enabled: boolean): ChannelSettings {
  const [hours = 0, minutes = 0] = draft.digestAt.split(':').map(Number)
  return {
    name: draft.name.trim(), wants: draft.wants, language: draft.language, everyMinutes: draft.everyMinutes, enabled, digestAtMinute: hours * 60 + minutes,
    mail: draft.kind === 'mail' ? { ...draft.mail, to: recipientsIn(draft.mail.to) } : null,
  }
}

/** As people write and paste them: with names, `Ada <ada@example.com>`, and between commas of either writing. */
export function recipientsIn(text: string): string[] {
  return text.split(/[,;，；、\n]+/).flatMap((each) => /<([^<>]*)>\s*$/.exec(each)?.[1]?.trim() ?? each.trim().split(/\s+/)).filter(Boolean)
}

/** What in a draft is no address, so that it is said at its field; null: nothing is. */
export function wrongIn({ kind, url, mail }: ChannelDraft): { field: 'url' | 'to' | 'from'; text: string } | null {
  if (kind !== 'mail') return url.trim() === '' || channelSecrets.shape.url.safeParse(url.trim()).success ? null : { field: 'url', text: url.trim() }
  const to = recipientsIn(mail.to)
  const wrong = to.find((each) => !mailbox.safeParse(each).success)
  if (wrong !== undefined || to.length === 0) return { field: 'to', text: wrong ?? mail.to }
  return mailbox.safeParse(mail.from).success ? null : { field: 'from', text: mail.from }
}

/** Only what was given: the rest stays as it is kept. */
export function secretsOf({ kind, url, signingSecret, mailPassword }: ChannelDraft): ChannelSecrets {
  if (kind === 'mail') return mailPassword === '' ? {} : { mailPassword }
  return { ...(url.trim() === '' ? {} : { url: url.trim() }), ...(signingSecret.trim() === '' ? {} : { signingSecret: signingSecret.trim() }) }
}
