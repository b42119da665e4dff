import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple, type VariantColorsResolver } from '@mantine/core'
import classes from './controls.module.css'
import { fontStack, monoStack, schemeVariables, type Scheme } from './tokens.ts'

/** Ten shades are what the library asks of a colour; ours are all the one ink, told apart by variables. */
const ink = Array.from({ length: 10 }, () => 'var(--gr-ink)') as unknown as MantineColorsTuple
const failed = Array.from({ length: 10 }, () => 'var(--gr-failed-text)') as unknown as MantineColorsTuple

const variantColorResolver: VariantColorsResolver = (input) => {
  const inkOnly = input.color === undefined || input.color === 'ink'
  if (inkOnly && input.variant === 'filled') {
    return { background: 'var(--gr-ink)', hover: 'var(--gr-ink-2)', color: 'var(--gr-surface)', border: '1px solid transparent' }
  }
  if (inkOnly && (input.variant === 'subtle' || input.variant === 'light')) {
    return { background: input.variant === 'light' ? 'var(--gr-sunken)' : 'transparent', hover: 'var(--gr-selected)', color: 'var(--gr-ink)', border: '1px solid transparent' }
  }
  return defaultVariantColorsResolver(input)
}

/** Mantine under our tokens: ink buttons, ink focus, quiet panels, no colour of its own. */
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: 6,
  colors: { ink, red: failed },
  variantColorResolver,
  fontFamily: fontStack,
  fontFamilyMonospace: monoStack,
  headings: {
    fontFamily: fontStack,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '16px', lineHeight: '24px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '10px', xl: '10px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  activeClassName: '',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm', variant: 'default' }, classNames: { root: classes.button } },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 32 }, classNames: { root: classes.iconButton } },
    TextInput: { defaultProps: { size: 'sm' }, classNames: { input: classes.input, label: classes.label, description: classes.description, error: classes.error } },
    PasswordInput: { defaultProps: { size: 'sm' }, classNames: { input: classes.input, label: classes.label, description: classes.description, error: classes.error } },
    NumberInput: { defaultProps: { size: 'sm' }, classNames: { input: classes.input, label: classes.label, description: classes.description, error: classes.error } },
    Textarea: { defaultProps: { size: 'sm' }, classNames: { input: classes.input, label: classes.label, description: classes.description, error: classes.error } },
    Select: {
      defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right', comboboxProps: { shadow: 'md' } },
      classNames: { input: classes.input, label: classes.label, description: classes.description, error: classes.error, dropdown: classes.menu, option: classes.option },
    },
    Checkbox: { defaultProps: { size: 'xs', iconColor: 'var(--gr-surface)' }, classNames: { input: classes.check, label: classes.choice } },
    Radio: { defaultProps: { size: 'xs', iconColor: 'var(--gr-surface)' }, classNames: { radio: classes.check, label: classes.choice } },
    Switch: { defaultProps: { size: 'sm', withThumbIndicator: false }, classNames: { track: classes.track, thumb: classes.thumb, label: classes.choice } },
    SegmentedControl: { defaultProps: { size: 'sm', withItemsBorders: false }, classNames: { root: classes.segments, indicator: classes.segmentsIndicator, label: classes.segmentsLabel } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false, multiline: true, maw: 320, offset: 6 }, classNames: { tooltip: classes.tooltip } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', offset: 4 }, classNames: { dropdown: classes.menu, item: classes.option } },
    Popover: { defaultProps: { shadow: 'md' }, classNames: { dropdown: classes.menu } },
    Modal: {
      defaultProps: { radius: 'lg', centered: true, attributes: { header: { role: 'none' } }, overlayProps: { color: '#000', backgroundOpacity: 0.4 }, transitionProps: { duration: 120, transition: 'fade' } },
      classNames: { content: classes.modal, header: classes.modalHeader, title: classes.modalTitle },
    },
    Notification: { classNames: { root: classes.notification } },
    Anchor: { defaultProps: { underline: 'always', c: 'inherit' } },
    Kbd: { classNames: { root: classes.key } },
    Progress: { defaultProps: { radius: 2 } },
    Divider: { defaultProps: { color: 'var(--gr-line)' } },
  },
  shadows: { xs: 'none', sm: 'none', md: 'var(--gr-shadow)', lg: 'var(--gr-shadow)', xl: 'var(--gr-shadow)' },
})

function mantineVariables(scheme: Scheme): Record<string, string> {
  return {
    ...schemeVariables(scheme),
    '--mantine-color-body': 'var(--gr-canvas)',
    '--mantine-color-text': 'var(--gr-ink)',
    '--mantine-color-bright': 'var(--gr-ink)',
    '--mantine-color-dimmed': 'var(--gr-ink-3)',
    '--mantine-color-placeholder': 'var(--gr-ink-3)',
    '--mantine-color-anchor': 'var(--gr-ink)',
    '--mantine-color-error': 'var(--gr-failed-text)',
    '--mantine-color-success': 'var(--gr-cleared-text)',
    '--mantine-color-default': 'var(--gr-surface)',
    '--mantine-color-default-hover': 'var(--gr-sunken)',
    '--mantine-color-default-color': 'var(--gr-ink)',
    '--mantine-color-default-border': 'var(--gr-control)',
    '--mantine-color-disabled': 'var(--gr-sunken)',
    '--mantine-color-disabled-color': 'var(--gr-ink-3)',
    '--mantine-color-disabled-border': 'var(--gr-line)',
    '--mantine-primary-color-contrast': 'var(--gr-surface)',
    '--mantine-color-ink-filled': 'var(--gr-ink)',
    '--mantine-color-ink-filled-hover': 'var(--gr-ink-2)',
    '--mantine-color-ink-light': 'var(--gr-sunken)',
    '--mantine-color-ink-light-hover': 'var(--gr-selected)',
    '--mantine-color-ink-light-color': 'var(--gr-ink)',
    '--mantine-color-ink-outline': 'var(--gr-control)',
    '--mantine-color-ink-outline-hover': 'var(--gr-sunken)',
  }
}

/** Feeds the tokens to Mantine and to our own styles. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { '--gr-ease': 'cubic-bezier(.2,0,0,1)' },
  light: mantineVariables('light'),
  dark: mantineVariables('dark'),
})
