import type { WorkerName } from '../src/main/capabilities.ts'

/** Worker → its source, from the repository's root. Each is bundled whole into `out/main/workers/NAME.mjs`. */
export const workerSources: Record<WorkerName, string> = {
  'media-facts': 'src/main/intake/media-facts-worker.ts',
  disk: 'src/main/intake/disk-worker.ts',
  ledger: 'src/main/ledger/ledger-worker.ts',
  'ledger-backup': 'src/main/ledger/ledger-backup-worker.ts',
  'take-over': 'src/main/preparation/take-over-worker.ts',
}

/**
 * Where a bundled worker lies. Packaged, the bundle is inside `app.asar`, which a thread's own loader does not
 * read: workers are unpacked beside it.
 * @param bundleUrl `import.meta.url` of the main bundle, `…/out/main/…`.
 */
export function bundledWorker(name: WorkerName, bundleUrl: string): URL {
  const url = new URL(`workers/${name}.mjs`, bundleUrl.replace(/\/out\/main\/.*$/, '/out/main/'))
  return new URL(url.href.replace('/app.asar/', '/app.asar.unpacked/'))
}
