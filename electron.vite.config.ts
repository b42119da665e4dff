import { copyFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { build, type Plugin } from 'vite'
import { workerSources } from './electron/worker-files.ts'
import { rendererConfig } from './src/renderer/vite.config.ts'

/** What stays outside the bundles: Electron itself, and the one library with a native part. */
const external = ['electron', /^electron\//, 'better-sqlite3', /^node:/]

/** Bundlers are led to the browser's build of it, which cannot read a file. */
const alias = { 'mediainfo.js': resolve('node_modules/mediainfo.js/dist/esm/index.js') }

/** Every worker as one whole file: it is unpacked from the archive alone, without chunks beside it. */
function workers(): Plugin {
  return {
    name: 'greenroom-workers',
    async closeBundle() {
      for (const [name, source] of Object.entries(workerSources)) {
        await build({
          configFile: false,
          logLevel: 'warn',
          publicDir: false,
          resolve: { alias, conditions: ['node'] },
          ssr: { noExternal: true },
          build: {
            ssr: true, target: 'node24', outDir: 'out/main/workers', emptyOutDir: false, minify: true, reportCompressedSize: false,
            rollupOptions: { external, input: resolve(source), output: { format: 'es', entryFileNames: `${name}.mjs`, codeSplitting: false } },
          },
        })
      }
      // Looked for one folder above whatever bundle holds its loader: `workers/` and `chunks/`.
      await copyFile(resolve('node_modules/mediainfo.js/dist/MediaInfoModule.wasm'), 'out/main/MediaInfoModule.wasm')
    },
  }
}

/**
 * One bundle each for the shell's main process, its preload (CommonJS: it is sandboxed) and the screens.
 * The libraries are bundled too, so that no node_modules is shipped.
 */
export default defineConfig({
  main: {
    plugins: [workers()],
    resolve: { alias, conditions: ['node'] },
    ssr: { noExternal: true },
    build: {
      outDir: 'out/main',
      target: 'node24',
      externalizeDeps: false,
      minify: true,
      lib: { entry: resolve('electron/main.ts'), formats: ['es'] },
      rollupOptions: {
        external,
        output: {
          entryFileNames: 'main.js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          codeSplitting: { groups: [{ name: 'mediainfo', test: /node_modules[\\/]mediainfo\.js/ }] },
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      lib: { entry: resolve('electron/preload.ts') },
      rollupOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
    },
  },
  renderer: rendererConfig(resolve('src/renderer')),
})
