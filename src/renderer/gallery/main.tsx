import '../theme/styles.ts'
import { createRoot } from 'react-dom/client'
import { Router } from 'wouter'
import { useHashPlace } from '../frame/hash-location.ts'
import { startI18n } from '../i18n/i18n.ts'
import { ThemeProvider } from '../theme/theme-provider.tsx'
import { Gallery } from './gallery.tsx'

// A page of its own, beside the application and in no build: `vite src/renderer`, then /gallery/.
await startI18n()
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <ThemeProvider>
    <Router hook={useHashPlace} searchHook={useHashPlace.searchHook} hrefs={(href) => `#${href}`}><Gallery /></Router>
  </ThemeProvider>,
)
