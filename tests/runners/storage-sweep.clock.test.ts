import { expect, test } from 'vitest'
import type { S3Storage } from '../../src/contract/models/storage.ts'
import type { S3Publisher } from '../../src/main/publishing/s3/s3.ts'
import type { EffectiveAccount } from '../../src/main/runners/effective-account.ts'
import { createStorageSweep } from '../../src/main/runners/storage-sweep.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { testLedger } from '../helpers/ledger.ts'

const fail = (message: string): void => { throw new Error(message) }

test('a storage is cleaned every minute, though the clock is set back a day', async () => {
  const { ledger } = await testLedger()
  const clock = fakeClock()
  const sweep = createStorageSweep({ ledger, clock, log: { debug: fail, info: fail, warn: fail, error: fail } })
  // Nothing is there to be removed.
  const publisher = { place: 'https://storage.example/bucket', remove: async function* () { await Promise.resolve(); yield [] } } as Partial<S3Publisher> as S3Publisher
  const step = (): Promise<number> => sweep({ id: 1 } as EffectiveAccount, { cleanUpMs: null } as S3Storage, publisher)
  expect(await step()).toBe(clock.now() + 60_000)
  clock.setWall(-86_400_000)
  await clock.run(20_000)
  expect(await step()).toBe(clock.now() + 40_000)
  await clock.run(40_000)
  expect(await step()).toBe(clock.now() + 60_000)
})
