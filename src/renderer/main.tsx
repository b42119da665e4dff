import './bridge/no-code-at-run-time.ts'
import './theme/styles.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { isRescue } from './bridge/rescue.ts'
import { startI18n } from './i18n/i18n.ts'
import { RescueApp } from './rescue-app.tsx'

/** The key that opened the page has done its work: it should stay in no history and no screenshot. */
function forgetToken(): void {
  const url = new URL(window.location.href)
  if (!url.searchParams.has('token')) return
  url.searchParams.delete('token')
  window.history.replaceState(window.history.state, '', url)
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
forgetToken()
await startI18n()
createRoot(root).render(
  <StrictMode>
    {isRescue ? <RescueApp /> : <App />}
  </StrictMode>,
)
