import { expect, test } from 'vitest'
import { contract } from '../../src/contract/contract.ts'
import { topics } from '../../src/contract/models/event.ts'
import { concerns, touched } from '../../src/renderer/bridge/topics.ts'

test('every topic refetches routers that exist', () => {
  const routers = Object.keys(contract)
  expect(topics.flatMap((topic) => touched[topic]).filter((router) => !routers.includes(router))).toEqual([])
})

test('every router with something to ask is refetched by some topic', () => {
  const all = new Set(topics.flatMap((topic) => touched[topic]))
  expect(Object.keys(contract).filter((router) => router !== 'events' && !all.has(router))).toEqual([])
})

test('a query is concerned by the topics of its router and by no others', () => {
  const key = [['folders', 'list'], { type: 'query', input: {} }]
  expect(concerns(key, ['folders'])).toBe(true)
  expect(concerns(key, ['sessions', 'account'])).toBe(false)
  expect(concerns(['own key of a screen'], ['clips'])).toBe(false)
})
