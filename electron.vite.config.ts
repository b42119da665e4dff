import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { rendererConfig } from './src/renderer/vite.config.ts'

/** One bundle each for the shell's main process, its preload (CommonJS: it is sandboxed) and the screens. */
export default defineConfig({
  main: {
    build: { outDir: 'out/main', lib: { entry: resolve('electron/main.ts') } },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      lib: { entry: resolve('electron/preload.ts') },
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
    },
  },
  renderer: rendererConfig(resolve('src/renderer')),
})
