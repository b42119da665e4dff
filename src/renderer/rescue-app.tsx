import { QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { createQueryClient } from './bridge/query-client.ts'
import { RescueScreen } from './features/rescue/index.tsx'
import { DesktopFrame } from './frame/desktop-frame.tsx'
import { ThemeProvider } from './theme/theme-provider.tsx'

/** The page where the ledger cannot be opened: one screen, and none of the others. */
export function RescueApp() {
  const [queries] = useState(createQueryClient)
  return (
    <ThemeProvider>
      <QueryClientProvider client={queries}>
        <DesktopFrame />
        <RescueScreen />
      </QueryClientProvider>
    </ThemeProvider>
  )
}
