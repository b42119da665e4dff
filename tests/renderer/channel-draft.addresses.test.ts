import { expect, test } from 'vitest'
import { newChannel, recipientsIn, wrongIn, type ChannelDraft } from '../../src/renderer/features/channels/channel-draft.ts'

const mail = (part: Partial<ChannelDraft['mail']>): ChannelDraft => {
  const draft = newChannel('en')
  return { ...draft, kind: 'mail', mail: { ...draft.mail, from: 'greenroom@example.com', to: 'ops@example.com', ...part } }
}

test('recipients are read as people write and paste them', () => {
  expect(recipientsIn('ops@example.com, lin@example.com')).toEqual(['ops@example.com', 'lin@example.com'])
  expect(recipientsIn('ops@example.com，lin@example.com；制片 <film@example.com>、')).toEqual(['ops@example.com', 'lin@example.com', 'film@example.com'])
  expect(recipientsIn('ops@example.com lin@example.com\nada@example.com')).toEqual(['ops@example.com', 'lin@example.com', 'ada@example.com'])
})

test('what is no address is told at its field before anything is asked of the core', () => {
  expect(wrongIn(mail({}))).toBeNull()
  expect(wrongIn(mail({ to: 'ops@example.com, 制片' }))).toEqual({ field: 'to', text: '制片' })
  expect(wrongIn(mail({ to: ' , ' }))).toMatchObject({ field: 'to' })
  expect(wrongIn(mail({ from: 'greenroom' }))).toEqual({ field: 'from', text: 'greenroom' })
  expect(wrongIn({ ...newChannel('en'), url: 'hooks.example.com/services/x' })).toEqual({ field: 'url', text: 'hooks.example.com/services/x' })
  expect(wrongIn({ ...newChannel('en'), url: 'https://hooks.example.com/services/x' })).toBeNull()
  // Nothing given: an address that is kept stays.
  expect(wrongIn(newChannel('en'))).toBeNull()
})
