import { z } from 'zod'

/** Where news can go besides the screens. `heartbeat` tells a watchdog elsewhere that the loops go round. */
export const channelKinds = ['webhook', 'slack', 'feishu', 'wecom', 'dingtalk', 'mail', 'heartbeat'] as const
export const channelKind = z.enum(channelKinds)
export type ChannelKind = z.infer<typeof channelKind>

/** What a channel is told of: what stopped, what is unclear, what came back from the review, once a day how things stand. */
export const newsTopics = ['stops', 'unclear', 'results', 'digest'] as const
export const newsTopic = z.enum(newsTopics)
export type NewsTopic = z.infer<typeof newsTopic>

/** An address alone, as mail servers want it. */
export const mailbox = z.string().trim().regex(/^[^\s@<>]+@[^\s@<>]+$/, 'Write it like name@example.com.')

/** How mail leaves; the password is no part of it. */
export const mailRoute = z.object({
  host: z.string().trim().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  /** TLS from the first byte (usually port 465); otherwise STARTTLS where the server offers it. */
  secure: z.boolean(),
  user: z.string().max(255).default(''),
  from: mailbox,
  to: z.array(mailbox).min(1).max(20),
})
export type MailRoute = z.infer<typeof mailRoute>

export const channelSettings = z.object({
  name: z.string().trim().min(1).max(80),
  wants: z.array(newsTopic),
  language: z.enum(['en', 'zh-CN']),
  /** When the digest leaves: minutes after midnight, this machine's time. */
  digestAtMinute: z.number().int().min(0).max(1439),
  /** How often a heartbeat beats. */
  everyMinutes: z.number().int().min(1).max(1440),
  enabled: z.boolean(),
  mail: mailRoute.nullable(),
})
export type ChannelSettings = z.infer<typeof channelSettings>

/** What is kept with the keys and never shown again: an incoming webhook's address is a password. */
export const channelSecrets = z.object({
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Feishu and DingTalk can ask for signed messages. */
  signingSecret: z.string().min(1).max(500).optional(),
  mailPassword: z.string().max(500).optional(),
})
export type ChannelSecrets = z.infer<typeof channelSecrets>

export const channel = channelSettings.extend({
  id: z.number().int(),
  kind: channelKind,
  /** Enough to know it by: a host name, or who gets the mail. */
  target: z.string(),
  /** When it last took a message. */
  toldAt: z.number().nullable(),
  /** Why the last try failed, in words; null when it went well. */
  trouble: z.string().nullable(),
  /** When it is tried again. */
  retryAt: z.number().nullable(),
})
export type Channel = z.infer<typeof channel>
