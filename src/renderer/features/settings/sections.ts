/** The sections of the settings, in their order; also what `?section=` names. */
export const sections = ['accounts', 'links', 'limits', 'rates', 'preparation', 'notifications', 'sign-ins', 'appearance', 'desktop', 'doctor', 'about'] as const
export type Section = (typeof sections)[number]

/** What this host has sections for: a browser has no desktop to set up, and the desktop is not opened over the network. */
export function sectionsOf(kind: 'browser' | 'desktop'): Section[] {
  return sections.filter((section) => (section === 'desktop' ? kind === 'desktop' : section !== 'sign-ins' || kind === 'browser'))
}

export function sectionOf(query: string, kind: 'browser' | 'desktop'): Section {
  const asked = new URLSearchParams(query).get('section')
  return sectionsOf(kind).find((section) => section === asked) ?? 'accounts'
}
