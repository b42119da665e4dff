import {
  IconAlertTriangle, IconBan, IconCloudOff, IconFolderQuestion, IconHandStop, IconHelpCircle, IconKeyOff, IconQrcode, IconCircleX, IconScissors, IconStack2, IconTargetArrow, IconTrendingDown, IconUnlink, IconWallet, IconWifiOff, IconWorldX, type Icon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { assertNever } from '../../../contract/assert-never.ts'
import type { Cause } from '../../../contract/models/overview.ts'
import type { ClipState } from '../../../contract/models/states.ts'
import type { Look } from '../../components/state-looks.ts'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { folderWaitOf } from './folder-wait.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { clipsLink } from '../clips-link.ts'
import { useNetworkWaitWords } from '../networks/network-words.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import { accountStopOf } from './account-stop.ts'
import { useMany } from './use-many.ts'

/** How a cause looks and reads, in a card and in a row alike. */
export interface CauseWords {
  role: Look['role']
  icon: Icon
  /** What happened. */
  title: string
  /** What it affects, in a few words. */
  affects: ReactNode
  /** Where the affected clips are listed, if it is about clips. */
  clips?: string
}

/** Limits whose cards say the limit itself: "19,412 clips are longer than 30 s". */
const limitCodes = [
  'DurationTooLong', 'DurationTooShort', 'FileSizeTooLarge', 'PixelCountTooLarge', 'PixelCountTooSmall', 'WidthTooLarge', 'WidthTooSmall', 'HeightTooLarge', 'HeightTooSmall',
  'AspectRatioTooLarge', 'AspectRatioTooSmall', 'FpsTooHigh', 'FpsTooLow', 'FormatUnsupported',
] as const

const notYetSent: ClipState[] = ['settling', 'checking', 'publishing', 'ready']

const stopIcons = { 'key-refused': IconKeyOff, 'no-key': IconKeyOff, 'no-balance': IconWallet, 'not-the-api': IconWorldX, other: IconBan } as const

/** Puts a cause into words; changes with the language. */
export function useCauseWords(): (cause: Cause) => CauseWords {
  const { t } = useTranslation('needs-you')
  const format = useFormat()
  const now = useNow(60_000)
  const many = useMany()
  const reasons = useReasonWords()
  const network = useNetworkWaitWords()
  const since = (at: number) => t('since', { at: format.when(at, now) })
  const joined = (...parts: string[]) => parts.filter((part) => part !== '').join(' · ')

  return (cause) => {
    switch (cause.kind) {
      case 'core-trouble':
        return { role: 'failed', icon: IconAlertTriangle, title: t(`core.${cause.trouble}.title`), affects: joined(t(`core.${cause.trouble}.affects`), since(cause.since)) }
      case 'account-stopped': {
        const stop = accountStopOf(cause.stop)
        const waiting = cause.waiting > 0 ? t('account.waiting', many(cause.waiting)) : t('account.waitingNone')
        return { role: 'you', icon: stopIcons[stop], title: t(`account.${stop}.title`), affects: joined(waiting, since(cause.since)), clips: cause.waiting > 0 ? clipsLink({ states: notYetSent }) : undefined }
      }
      case 'storage-refuses':
        return {
          role: 'you', icon: IconCloudOff, title: t(`storage.${cause.code}.title`), affects: joined(cause.waiting > 0 ? t('account.waiting', many(cause.waiting)) : t('account.waitingNone'), since(cause.since)),
          clips: cause.waiting > 0 ? clipsLink({ states: ['publishing'] }) : undefined,
        }
      case 'links-silent':
        return {
          role: 'you', icon: IconUnlink, title: t('linksSilent.title'), affects: joined(cause.waiting > 0 ? t('account.waiting', many(cause.waiting)) : t('account.waitingNone'), since(cause.since)),
          clips: cause.waiting > 0 ? clipsLink({ states: ['publishing', 'ready'] }) : undefined,
        }
      case 'network-waits':
        return {
          role: 'you', icon: IconWifiOff, title: network(cause), affects: joined(t('account.waiting', many(cause.waiting)), since(cause.since)), clips: clipsLink({ states: cause.alsoQueued ? ['publishing', 'ready'] : ['publishing'] }),
        }
      case 'group-stopped': {
        const title = cause.stop.kind === 'most-fail' ? t('groupStopped.most-fail.title', { name: cause.groupName }) : t('groupStopped.batches-refused.title', { name: cause.groupName, count: cause.stop.failed })
        return { role: 'you', icon: IconTrendingDown, title, affects: joined(t('groupStopped.waiting', many(cause.waiting)), since(cause.stop.at)), clips: clipsLink({ groupId: cause.groupId, states: notYetSent }) }
      }
      case 'intake-asks': {
        const { estimate, taken, groupName } = cause.intake
        const affects = estimate ? joined(t('intake.about', { time: format.duration(estimate.durationMs) }), format.bytes(estimate.bytes)) : t('clips', many(taken))
        return { role: 'you', icon: IconStack2, title: t('intake.title', { ...many(estimate?.clips ?? taken), name: groupName }), affects }
      }
      case 'batches-unclear':
        return {
          role: 'solid', icon: IconHelpCircle, title: t('unclear.title', { ...many(cause.clips), name: cause.groupName }),
          affects: joined(t('unclear.batches', many(cause.batchIds.length)), since(cause.since)), clips: clipsLink({ groupId: cause.groupId, states: ['needs-attention'] }),
        }
      case 'held': {
        const reason = reasons.ofCode(cause.reasonCode)
        const whose = cause.groupName === null ? t('held.people', many(cause.people)) : t('held.of', { name: cause.groupName })
        const { limit } = cause
        const over = limitCodes.find((code) => code === cause.reasonCode)
        const title = over && limit ? t(`held.over.${over}`, { ...many(cause.clips), limit: reasons.ofBreaches([limit])[0]?.limit ?? '' }) : t('held.title', { ...many(cause.clips), name: cause.groupName ?? whose, reason: reason.short })
        return { role: 'you', icon: IconHandStop, title, affects: over && limit ? joined(whose, reason.advice) : reason.advice }
      }
      case 'limit-tried': {
        const cleared = cause.clips.filter((clip) => clip.verdict === 'active').length
        return { role: 'you', icon: IconTargetArrow, title: t('tried.title', { reason: reasons.short(cause.reasonCode) }), affects: t('tried.affects', { ...many(cause.clips.length), cleared: format.number(cleared) }) }
      }
      case 'limit-applies': {
        const { broke, kept } = cause
        return {
          role: 'you', icon: IconTrendingDown, title: t('applies.title', { limit: reasons.ofBreaches([cause.limit])[0]?.limit ?? '' }),
          affects: t('applies.affects', { failed: format.number(broke.failed), of: format.number(broke.of), keptFailed: format.number(kept.failed), keptOf: format.number(kept.of) }),
        }
      }
      case 'failed': {
        const reason = reasons.ofCode(cause.reasonCode)
        const title = cause.reasonCode === 'NoReason' ? t('failed.noReasonTitle', { ...many(cause.clips), name: cause.groupName }) : t('failed.title', { ...many(cause.clips), name: cause.groupName, reason: reason.short })
        return { role: 'failed', icon: IconCircleX, title, affects: reason.advice }
      }
      case 'folder-waiting':
        return { role: 'you', icon: IconFolderQuestion, title: t(`folder.title.${folderWaitOf(cause)}`), affects: <MiddleCut text={cause.path} keep={24} /> }
      case 'preparation-waits':
        return { role: 'you', icon: IconScissors, title: t(`preparation.${cause.why}.title`, many(cause.clips)), affects: since(cause.since) }
      case 'session-open':
        return { role: 'you', icon: IconQrcode, title: t('session.title', { name: cause.name }), affects: <SessionLeft expiresAt={cause.expiresAt} /> }
      default:
        return assertNever(cause)
    }
  }
}

function SessionLeft({ expiresAt }: { expiresAt: number | null }) {
  const { t } = useTranslation('needs-you')
  const format = useFormat()
  const now = useNow(1000)
  if (expiresAt === null) return null
  return <span role="timer">{expiresAt > now ? t('session.left', { time: format.countdown(expiresAt - now) }) : t('session.over')}</span>
}
