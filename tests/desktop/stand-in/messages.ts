/** What travels between the stand-in (in the process of the built main bundle) and the launcher (which holds Chromium). */

/** From the stand-in. Those with an id are answered. */
export type FromMain =
  | { id: number; op: 'open-window'; window: number; width: number; height: number; preload: string; permissions: string[]; appearance: 'light' | 'dark' | null }
  | { id: number; op: 'load'; window: number; url: string }
  | { id: number; op: 'reload'; window: number }
  | { id: number; op: 'close-page'; window: number }
  | { op: 'resize'; window: number; width: number; height: number }
  | { op: 'appearance'; appearance: 'light' | 'dark' | null }
  | { op: 'send'; window: number; channel: string; args: unknown[] }
  | { op: 'answer'; to: number; value?: unknown; error?: string }

/** From the launcher. Those with an id are answered. */
export type FromLauncher =
  | { id: number; op: 'invoke'; window: number; url: string; isTop: boolean; channel: string; args: unknown[] }
  | { op: 'sent'; window: number; url: string; isTop: boolean; channel: string; args: unknown[] }
  | { id: number; op: 'evaluate'; source: string; argument: unknown }
  | { id: number; op: 'will-navigate'; window: number; url: string }
  | { id: number; op: 'window-open'; window: number; url: string }
  | { op: 'did-navigate'; window: number; url: string }
  | { op: 'page-crashed'; window: number }
  | { op: 'answer'; to: number; value?: unknown; error?: string }
  | { op: 'quit' }

type WithId<M> = M extends { id: number } ? Omit<M, 'id'> : never
export type Asked = WithId<FromMain>
export type AskedByLauncher = WithId<FromLauncher>
