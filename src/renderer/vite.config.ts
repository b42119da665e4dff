import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'

/**
 * How the screens are built, the same for the desktop shell and for `serve`.
 * Nothing is inlined as `data:` and no inline script is written, so that the pages hold under
 * `script-src 'self'; style-src 'self' 'nonce-…'` (Mantine writes its variables into style elements, by the nonce of the load).
 *
 * @param root absolute path of this folder; passed in, because a build that bundles this file
 *   into its own settings has another idea of where it lies.
 */
export function rendererConfig(root: string): UserConfig {
  return {
    root,
    base: './',
    plugins: [react()],
    build: {
      outDir: `${root}/../../out/renderer`,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1500,
      rollupOptions: { input: `${root}/index.html` },
    },
  }
}

// eslint-disable-next-line no-restricted-syntax -- Vite reads its settings from the default export.
export default defineConfig(rendererConfig(import.meta.dirname))
