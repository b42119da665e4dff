import { useTranslation } from 'react-i18next'
import type { LedgerEvent } from '../../../contract/models/event.ts'
import { folderWaitCauses, type FolderWaitCause } from '../../../contract/models/folder.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { accountStopOf } from '../needs-you/account-stop.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'

/** An event, ready to be read. */
export interface EventWords {
  sentence: string
  /** Who did it: a named person, or Greenroom itself. */
  who: string
  /** How it went, in a few words; empty if the sentence says it all. */
  more: string
  /** Something it was told by a service or a system, as it came; null if there is nothing more to say. */
  said: string | null
}

function textIn(data: LedgerEvent['data'], ...names: string[]): string | undefined {
  for (const name of names) {
    const value = data[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

function numberIn(data: LedgerEvent['data'], ...names: string[]): number | undefined {
  for (const name of names) {
    const value = data[name]
    if (typeof value === 'number') return value
  }
  return undefined
}

/** A folder that waits says for what. */
function folderWaitOf(what: string, data: LedgerEvent['data']): FolderWaitCause | undefined {
  return what === 'folder.waiting' ? folderWaitCauses.find((cause) => cause === data['cause']) : undefined
}

/** What the sentence leaves open, as it was told. Elsewhere `why` is a kind; of a folder it is a sentence. */
function saidOf(what: string, data: LedgerEvent['data']): string | null {
  const wait = folderWaitOf(what, data)
  const whole = wait !== undefined && wait !== 'unreadable' && wait !== 'scan-failed'
  return textIn(data, 'message') ?? (what.startsWith('folder.') && !whole ? textIn(data, 'why') : undefined) ?? null
}

/** A batch that ends without being finished: the service refused it, or people did something with its clips. */
function endedByPeople(what: string, data: LedgerEvent['data']): string {
  const why = textIn(data, 'why')
  return what === 'batch.refused' && (why === 'withdrawn' || why === 'not-accepted' || why === 'resubmit') ? `batch.${why}` : what
}

/**
 * Puts events into sentences; changes with the language. A kind of event it does not know gets a general sentence.
 * @param personName the name of a group, by its id
 */
export function useEventWords(personName: (groupId: number) => string | undefined): (event: LedgerEvent) => EventWords {
  const { t, i18n } = useTranslation('activity')
  const format = useFormat()
  const reasons = useReasonWords()
  const inWords = useCoreWords()

  function moreOf(what: string, data: LedgerEvent['data']): string {
    const refused = numberIn(data, 'refused') ?? 0
    if (what.startsWith('intake.') && refused > 0) return t('refused', { count: refused, formatted: format.number(refused) })
    if (textIn(data, 'because') === 'ledger-damaged') return t('becauseLedger')
    if (textIn(data, 'because') === 'battery') return t(what === 'account.paused' ? 'becauseBattery' : 'becauseMains')
    if (what !== 'batch.finished') return ''
    return (['active', 'failed', 'unclear'] as const)
      .map((verdict) => [verdict, numberIn(data, verdict) ?? 0] as const)
      .filter(([, count]) => count > 0)
      .map(([verdict, count]) => t(`verdict.${verdict}`, { formatted: format.number(count) }))
      .join(' · ')
  }

  return ({ what, actor, groupId, clipId, data }) => {
    const person = (groupId === null ? undefined : personName(groupId)) ?? textIn(data, 'group', 'groupName', 'name') ?? t('someone')
    const count = numberIn(data, 'clips', 'taken', 'size', 'count')
    const code = textIn(data, 'reason', 'code')
    const stop = textIn(data, 'stop')
    const kind = textIn(data, 'kind')
    const values = {
      person,
      name: textIn(data, 'name') ?? person,
      as: textIn(data, 'as') ?? '',
      clip: textIn(data, 'name') ?? t('oneClip', { person }),
      count: count ?? 1,
      formatted: format.number(count ?? 1),
      reason: code === undefined ? reasons.short('Other') : reasons.short(code),
      stop: t(`accountStop.${accountStopOf(stop ?? '')}`),
      why: t(`stopWhy.${kind === 'most-fail' || kind === 'batches-refused' ? kind : 'other'}`, { failed: format.number(numberIn(data, 'failed') ?? 0), of: format.number(numberIn(data, 'of') ?? 0) }),
      path: textIn(data, 'path') ?? '',
    }
    const several = what.startsWith('clip.') && clipId === null && count !== 1
    const wait = folderWaitOf(what, data)
    const key = several ? what.replace('clip.', 'clips.') : wait ? `folder.waits.${wait}` : endedByPeople(what, data)
    const known = i18n.exists(`activity:what.${key}`, { count: values.count })
    return {
      sentence: known ? t(`what.${key}`, values) : t('other'),
      who: actor === 'system' ? t('system') : actor,
      more: moreOf(what, data),
      said: inWords(saidOf(what, data) ?? '') || null,
    }
  }
}
