import { useMantineColorScheme } from '@mantine/core'

export type Appearance = 'light' | 'dark' | 'auto'

/** The appearance a person chose (`auto`: as the system has it), kept by the browser. */
export function useAppearance(): { appearance: Appearance; setAppearance: (next: Appearance) => void } {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return { appearance: colorScheme, setAppearance: setColorScheme }
}
