/**
 * Every colour and measure of the screens, in one place. Hue belongs to state: the neutrals
 * dress the frame, the six roles colour what a clip is going through, and nothing else has colour.
 */

export type Scheme = 'light' | 'dark'

export const neutralNames = ['canvas', 'surface', 'sunken', 'selected', 'line', 'control', 'ink', 'ink-2', 'ink-3'] as const
export type NeutralName = (typeof neutralNames)[number]

export const neutrals: Record<Scheme, Record<NeutralName, string>> = {
  light: {
    canvas: '#F5F6F4',
    surface: '#FFFFFF',
    sunken: '#ECEFEC',
    selected: '#E6EAE7',
    line: '#DFE3DF',
    control: '#7E8782',
    ink: '#161A18',
    'ink-2': '#48504B',
    'ink-3': '#5E6762',
  },
  dark: {
    canvas: '#0F1211',
    surface: '#161A19',
    sunken: '#1E2321',
    selected: '#29302D',
    line: '#2A312E',
    control: '#78837E',
    ink: '#EBEFED',
    'ink-2': '#B6BFBA',
    'ink-3': '#939D98',
  },
}

export const roles = ['quiet', 'moving', 'review', 'cleared', 'you', 'failed'] as const
export type Role = (typeof roles)[number]

export interface RoleColours {
  /** Words on the tint. */
  text: string
  /** Ground of a chip or a bar across the screen. */
  tint: string
  /** Segments of a bar, dots, rings. */
  fill: string
}

export const roleColours: Record<Scheme, Record<Role, RoleColours>> = {
  light: {
    quiet: { text: '#4E5752', tint: '#ECEFEC', fill: '#7C8681' },
    moving: { text: '#1C5A97', tint: '#E3EEF9', fill: '#2F7CC4' },
    review: { text: '#5A44A0', tint: '#EEEAFA', fill: '#7A61C9' },
    cleared: { text: '#17663F', tint: '#DFF2E7', fill: '#24875A' },
    you: { text: '#7A4F00', tint: '#FBEED0', fill: '#B07400' },
    failed: { text: '#A02629', tint: '#FCE7E5', fill: '#CC4341' },
  },
  dark: {
    quiet: { text: '#B0BAB5', tint: '#252B29', fill: '#727D78' },
    moving: { text: '#90C4F6', tint: '#16293B', fill: '#4A96DD' },
    review: { text: '#C0AFF6', tint: '#282144', fill: '#8F78DE' },
    cleared: { text: '#7FDAA9', tint: '#13301F', fill: '#3DB078' },
    you: { text: '#F1C261', tint: '#33270C', fill: '#D69725' },
    failed: { text: '#F8A09A', tint: '#3A1C1B', fill: '#E0615C' },
  },
}

/** *Unclear* alone is solid, the same in both schemes: it must not be overlooked. */
export const solid = { text: '#161A18', fill: '#F0B23C' } as const

export const shadows: Record<Scheme, string> = {
  light: '0 8px 24px #0000001F',
  dark: '0 8px 24px #00000080',
}

export const fontStack = "'Geist Variable','Noto Sans SC Variable',system-ui,sans-serif"
export const monoStack = "'Geist Mono Variable','Noto Sans SC Variable',ui-monospace,monospace"

/** The custom properties of one scheme, `--gr-ink`, `--gr-failed-tint` and so on. */
export function schemeVariables(scheme: Scheme): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const name of neutralNames) variables[`--gr-${name}`] = neutrals[scheme][name]
  for (const role of roles) {
    variables[`--gr-${role}-text`] = roleColours[scheme][role].text
    variables[`--gr-${role}-tint`] = roleColours[scheme][role].tint
    variables[`--gr-${role}-fill`] = roleColours[scheme][role].fill
  }
  variables['--gr-solid-text'] = solid.text
  variables['--gr-solid-fill'] = solid.fill
  variables['--gr-shadow'] = shadows[scheme]
  return variables
}
