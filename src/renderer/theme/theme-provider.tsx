import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { pageNonce } from '../bridge/page-nonce.ts'
import { cssVariablesResolver, theme } from './theme.ts'

/** Dresses everything inside; the scheme follows the system until a person chooses otherwise. */
export function ThemeProvider({ children, forced }: { children: ReactNode; forced?: 'light' | 'dark' }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" forceColorScheme={forced} getStyleNonce={() => pageNonce}>
      {children}
    </MantineProvider>
  )
}
