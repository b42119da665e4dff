/** `node --import` this: from then on `electron` is the stand-in, and the recorder listens in. */
import { createRequire, registerHooks } from 'node:module'

const url = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) => (/^electron(\/(main|common))?$/.test(specifier) ? { url, format: 'module-typescript', shortCircuit: true } : next(specifier, context)),
})
createRequire(import.meta.url)('../recorder.cjs')
