import { expect, test } from 'vitest'
import { createKeyStore, type Vault } from '../../electron/key-store.ts'
import type { Secrets } from '../../src/main/capabilities.ts'

function inMemory(values: Record<string, string> = {}): Secrets & { values: Record<string, string> } {
  return {
    values,
    get: (name) => Promise.resolve(values[name] ?? null),
    set: async (name, value) => { values[name] = value },
    remove: async (name) => { delete values[name] },
  }
}

const working: Vault = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text) => Promise.resolve(Buffer.from(`sealed ${text}`)),
  decryptStringAsync: (sealed) => Promise.resolve({ result: sealed.toString().slice(7), shouldReEncrypt: false }),
  getSelectedStorageBackend: () => 'basic_text',
  setUsePlainTextEncryption: () => undefined,
}
const locked: Vault = { ...working, decryptStringAsync: () => Promise.reject(new Error('locked')) }
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const storeOf = (more: { vault?: Vault; sealed?: Secrets; plain?: Secrets; platform?: NodeJS.Platform }) => createKeyStore({ vault: working, sealed: inMemory(), plain: inMemory(), platform: 'linux', log, ...more })

test('a key is kept as ciphertext only, and read again', async () => {
  const sealed = inMemory()
  await storeOf({ sealed }).set('a', 'secret')
  expect(sealed.values['a']).toBe(Buffer.from('sealed secret').toString('base64'))
  expect(await storeOf({ sealed }).get('a')).toBe('secret')
})

test('a key that cannot be decrypted counts as none, keeps its ciphertext, and is replaced by the next', async () => {
  const sealed = inMemory({ a: 'xxxx', b: 'yyyy' })
  const store = storeOf({ sealed, vault: locked })
  expect([await store.get('a'), await store.get('a'), [...store.unreadable()]]).toEqual([null, null, ['a']])
  expect(sealed.values).toEqual({ a: 'xxxx', b: 'yyyy' })
  await store.set('a', 'new')
  expect([await store.get('a'), store.unreadable().size, sealed.values['b']]).toEqual(['new', 0, 'yyyy'])
})

test('a ciphertext the key store wants anew is written anew', async () => {
  const sealed = inMemory({ a: Buffer.from('sealed k').toString('base64') })
  const store = storeOf({ sealed, vault: { ...working, decryptStringAsync: () => Promise.resolve({ result: 'k', shouldReEncrypt: true }), encryptStringAsync: () => Promise.resolve(Buffer.from('anew')) } })
  expect(await store.get('a')).toBe('k')
  expect(sealed.values['a']).toBe(Buffer.from('anew').toString('base64'))
})

test('the command line’s key is used where there is no other, and both are changed together', async () => {
  const plain = inMemory({ a: 'from the command line' })
  const store = storeOf({ plain })
  expect(await store.get('a')).toBe('from the command line')
  await store.set('a', 'new')
  await store.set('only here', 'x')
  expect(plain.values).toEqual({ a: 'new' })
  await store.remove('a')
  expect([plain.values, await store.get('a')]).toEqual([{}, null])
})

test('it says how keys are kept, and takes none where they cannot be', async () => {
  expect(await storeOf({}).protection()).toBe('basic-text')
  expect(await storeOf({ platform: 'darwin' }).protection()).toBe('protected')
  const none = storeOf({ vault: { ...working, isAsyncEncryptionAvailable: () => Promise.resolve(false) } })
  expect(await none.protection()).toBe('none')
  await expect(none.set('a', 'b')).rejects.toThrow('no key store that is open now')
})

test('a key store that calls itself able and then does not encrypt takes no key and loses none', async () => {
  const sealed = inMemory({ a: Buffer.from('sealed k').toString('base64') })
  const shut = storeOf({ sealed, vault: { ...working, encryptStringAsync: () => Promise.reject(new Error('shut')), decryptStringAsync: () => Promise.resolve({ result: 'k', shouldReEncrypt: true }) } })
  expect(await shut.protection()).toBe('none')
  await expect(shut.set('a', 'new')).rejects.toThrow('no key store that is open now')
  const kept = { ...sealed.values }
  expect([await shut.get('a'), shut.unreadable().size, sealed.values]).toEqual(['k', 0, kept])
})

test('Linux without a keyring is asked to keep keys all the same; other systems are not', () => {
  const asked: [string, boolean][] = []
  for (const platform of ['linux', 'darwin', 'win32'] as const) storeOf({ platform, vault: { ...working, setUsePlainTextEncryption: (use) => asked.push([platform, use]) } })
  expect(asked).toEqual([['linux', true]])
})
