/**
 * Every channel between the page and the main process, by name. `requests.ts` says what each may carry; this
 * file has no imports, because the preload is one small sandboxed file.
 */
export const channels = {
  /** Both ways: messages of the one oRPC router. */
  rpc: 'greenroom:rpc',
  /** To the page: go to this address of the screens. */
  go: 'greenroom:go',
  /** From the page, without an answer. */
  dressed: 'greenroom:dressed',
  pickFiles: 'greenroom:pick-files',
  pickFolder: 'greenroom:pick-folder',
  saveText: 'greenroom:save-text',
  reveal: 'greenroom:reveal',
  openExternal: 'greenroom:open-external',
  state: 'greenroom:state',
  changePreferences: 'greenroom:change-preferences',
} as const
