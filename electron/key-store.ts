import { ProblemError } from '../src/contract/models/problem.ts'
import type { KeyProtection } from '../src/contract/models/desktop.ts'
import type { Log, Secrets } from '../src/main/capabilities.ts'

/** What is asked of Electron's safeStorage. */
export interface Vault {
  isAsyncEncryptionAvailable(): Promise<boolean>
  encryptStringAsync(text: string): Promise<Buffer>
  decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>
  getSelectedStorageBackend(): string
  setUsePlainTextEncryption(use: boolean): void
}

export interface KeyStore extends Secrets {
  protection(): Promise<KeyProtection>
  /** Names of keys that are there and could not be decrypted. */
  unreadable(): ReadonlySet<string>
}

/**
 * API keys, encrypted by the machine's own key store.
 *
 * A key that cannot be decrypted (another machine, a new user, a reset keychain, an update that was signed
 * differently) counts as none, so that it is asked for again; its ciphertext stays until another key replaces
 * it, because the key store may only be locked for now.
 *
 * @param sealed where ciphertexts are kept, base64.
 * @param plain the command line's keys in the same data directory: read where there is no other, and kept in step
 *   where it has one of the same name, because both work for one account.
 */
export function createKeyStore({ vault, sealed, plain, platform, log }: { vault: Vault; sealed: Secrets; plain: Secrets; platform: NodeJS.Platform; log: Log }): KeyStore {
  const known = new Map<string, string>()
  const unreadable = new Set<string>()
  // Without this Electron keeps nothing where Linux has no keyring. It is kept, and `protection` says how little that is.
  if (platform === 'linux') vault.setUsePlainTextEncryption(true)

  /** Null: there is no key store that is open now. Electron may call itself able to encrypt until it is asked to. */
  async function seal(text: string): Promise<string | null> {
    if (!(await vault.isAsyncEncryptionAvailable())) return null
    return vault.encryptStringAsync(text).then((sealed) => sealed.toString('base64'), (error: unknown) => {
      log.error('The key store of this machine did not encrypt.', { error: String(error) })
      return null
    })
  }

  async function open(name: string, ciphertext: string): Promise<string | null> {
    try {
      const { result, shouldReEncrypt } = await vault.decryptStringAsync(Buffer.from(ciphertext, 'base64'))
      const anew = shouldReEncrypt ? await seal(result) : null
      if (anew !== null) await sealed.set(name, anew)
      unreadable.delete(name)
      return result
    } catch (error) {
      // Asked for often; said once.
      if (!unreadable.has(name)) log.error('A key cannot be decrypted on this machine any more; it has to be entered again.', { name, error: String(error) })
      unreadable.add(name)
      return null
    }
  }

  return {
    async get(name) {
      const there = known.get(name)
      if (there !== undefined) return there
      const ciphertext = await sealed.get(name)
      const opened = ciphertext === null ? null : await open(name, ciphertext)
      if (opened === null) return plain.get(name)
      known.set(name, opened)
      return opened
    },
    async set(name, value) {
      const ciphertext = await seal(value)
      if (ciphertext === null) {
        throw new ProblemError('not-permitted-now', 'The key was not kept: this machine has no key store that is open now.', 'Unlock the keychain, or set up a keyring (GNOME Keyring, KWallet), and enter the key again.')
      }
      await sealed.set(name, ciphertext)
      known.set(name, value)
      unreadable.delete(name)
      if ((await plain.get(name)) !== null) await plain.set(name, value)
    },
    async remove(name) {
      known.delete(name)
      unreadable.delete(name)
      await sealed.remove(name)
      if ((await plain.get(name)) !== null) await plain.remove(name)
    },
    async protection() {
      if ((await seal('a trial')) === null) return 'none'
      return platform === 'linux' && vault.getSelectedStorageBackend() === 'basic_text' ? 'basic-text' : 'protected'
    },
    unreadable: () => unreadable,
  }
}
