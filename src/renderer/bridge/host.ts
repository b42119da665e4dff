import { desktopBridge, type DesktopBridge } from './desktop-bridge.ts'

/** Something a person picked or dropped: a path of this machine, or only the file's contents. */
export type Picked = { kind: 'path'; path: string } | { kind: 'file'; file: File }

export interface UploadOptions {
  /** Told as it goes: bytes sent, bytes in all. */
  onProgress?(sent: number, total: number): void
  signal?: AbortSignal
}

/** What this host's page can do; the screens offer only that. */
export interface Host {
  readonly kind: 'browser' | 'desktop'
  /** Opens the file dialog; an empty list when nothing was chosen. */
  pickFiles(options?: { multiple?: boolean; accept?: string }): Promise<Picked[]>
  /** Whether there is a folder dialog that gives a path; otherwise use `client.host.browse`. */
  readonly canPickFolder: boolean
  /** The folder's path; null when nothing was chosen or there is no such dialog. */
  pickFolder(): Promise<string | null>
  /** Where a dropped file lies on this machine; null in a browser, which must upload it. */
  pathForFile(file: File): string | null
  /** Sends a file's contents to the core. @returns where the core keeps it. */
  uploadFile(file: File, options?: UploadOptions): Promise<{ path: string }>
  readonly canReveal: boolean
  reveal(path: string): Promise<void>
  openExternal(url: string): void
  /** Offers a text as a file to be saved. @returns where it was saved; null when nobody can know, or nobody chose. */
  saveText(name: string, text: string, type: string): Promise<string | null>
  /** Address of a clip's own bytes, for `<img>` and `<video>`. */
  previewUrl(clipId: number): string
  /** Address of a prepared copy's bytes. */
  copyUrl(preparationId: number): string
}

const clipTypes = 'video/mp4,video/quicktime,.mp4,.mov,image/*,.heic,.heif,.csv,text/csv'

function upload(file: File, options: UploadOptions = {}): Promise<{ path: string }> {
  return new Promise((resolve, reject) => {
    // XMLHttpRequest, because fetch does not tell how far an upload has come.
    const request = new XMLHttpRequest()
    request.open('PUT', `/upload?name=${encodeURIComponent(file.name)}`)
    request.responseType = 'json'
    request.upload.addEventListener('progress', (event) => options.onProgress?.(event.loaded, event.total))
    request.addEventListener('load', () => {
      const body = request.response as { path?: unknown } | null
      if (request.status >= 200 && request.status < 300 && typeof body?.path === 'string') resolve({ path: body.path })
      else reject(new Error(`${file.name} could not be uploaded: Greenroom answered ${request.status}. Nothing was kept; try again.`))
    })
    request.addEventListener('error', () => reject(new Error(`${file.name} could not be uploaded: the line broke. Nothing was kept; try again.`)))
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled', 'AbortError')))
    options.signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function pickInBrowser(multiple: boolean, accept: string): Promise<Picked[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = multiple
    input.accept = accept
    input.addEventListener('change', () => resolve(Array.from(input.files ?? [], (file) => ({ kind: 'file', file }) as const)))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}

/** Characters that file systems refuse are replaced in the name. */
function saveInBrowser(name: string, text: string, type: string): Promise<null> {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.replace(/[\\/:*?"<>|]/g, '_')
  link.click()
  // The download has begun by then; the page need not hold the text any longer.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  return Promise.resolve(null)
}

function browserHost(): Host {
  return {
    kind: 'browser',
    pickFiles: ({ multiple = true, accept = clipTypes } = {}) => pickInBrowser(multiple, accept),
    canPickFolder: false,
    pickFolder: () => Promise.resolve(null),
    pathForFile: () => null,
    uploadFile: upload,
    canReveal: false,
    reveal: () => Promise.resolve(),
    openExternal: (url) => void window.open(url, '_blank', 'noopener,noreferrer'),
    saveText: saveInBrowser,
    previewUrl: (clipId) => `/preview/${clipId}`,
    copyUrl: (preparationId) => `/preview/copy-${preparationId}`,
  }
}

function desktopHost(bridge: DesktopBridge): Host {
  const pathForFile = (file: File) => bridge.pathForFile(file) || null
  return {
    kind: 'desktop',
    pickFiles: async ({ multiple = true } = {}) => (await bridge.pickFiles({ multiple })).map((path) => ({ kind: 'path', path })),
    canPickFolder: true,
    pickFolder: () => bridge.pickFolder(),
    pathForFile,
    uploadFile(file) {
      const path = pathForFile(file)
      return path ? Promise.resolve({ path }) : Promise.reject(new Error(`${file.name} is no file of this machine. Save it first, then drop it again.`))
    },
    canReveal: true,
    reveal: (path) => bridge.reveal(path),
    openExternal: (url) => void bridge.openExternal(url),
    saveText: (name, text) => bridge.saveText({ name, text }),
    previewUrl: (clipId) => `/preview/${clipId}`,
    copyUrl: (preparationId) => `/preview/copy-${preparationId}`,
  }
}

const bridge = desktopBridge()

/** The host this page runs in. */
export const host: Host = bridge ? desktopHost(bridge) : browserHost()

/**
 * Paths the core can read for what a person picked or dropped: as they lie, or uploaded one after the other.
 * @param onProgress bytes sent of all, over all files.
 */
export async function pathsOf(picked: readonly Picked[], options: UploadOptions = {}): Promise<string[]> {
  const total = picked.reduce((sum, each) => sum + (each.kind === 'file' ? each.file.size : 0), 0)
  let before = 0
  const paths: string[] = []
  for (const each of picked) {
    if (each.kind === 'path') {
      paths.push(each.path)
      continue
    }
    const { path } = await host.uploadFile(each.file, { signal: options.signal, onProgress: (sent) => options.onProgress?.(before + sent, total) })
    before += each.file.size
    paths.push(path)
  }
  return paths
}

/** Dropped files as `Picked`: by path where the host knows it. */
export function pickedOf(files: readonly File[]): Picked[] {
  return files.map((file) => {
    const path = host.pathForFile(file)
    return path ? { kind: 'path', path } : { kind: 'file', file }
  })
}
