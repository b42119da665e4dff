import { Checkbox, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { newsTopics } from '../../../contract/models/channel.ts'
import type { ChannelDraft } from './channel-draft.ts'

/** What a channel hears of, and when the digest leaves. */
export function WantsFields({ draft, change }: { draft: ChannelDraft; change: (part: Partial<ChannelDraft>) => void }) {
  const { t } = useTranslation('channels')
  return (
    <>
      <Checkbox.Group label={t('wants')} value={draft.wants} onChange={(wants) => change({ wants: newsTopics.filter((topic) => wants.includes(topic)) })}>
        <Stack gap={8} mt={8}>{newsTopics.map((topic) => <Checkbox key={topic} value={topic} label={t(`topic.${topic}`)} description={t(`topicHelp.${topic}`)} />)}</Stack>
      </Checkbox.Group>
      {draft.wants.includes('digest') && <TextInput required withAsterisk={false} type="time" w={200} label={t('digestAt')} description={t('digestAtHelp')} value={draft.digestAt} onChange={(event) => change({ digestAt: event.currentTarget.value })} />}
    </>
  )
}
