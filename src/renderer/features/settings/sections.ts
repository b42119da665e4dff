/** The sections of the settings, in their order; also what `?section=` names. */
export const sections = ['accounts', 'links', 'limits', 'rates', 'preparation', 'notifications', 'appearance', 'desktop', 'about'] as const
export type Section = (typeof sections)[number]

/** What this host has sections for: a browser has no desktop to set up. */
export function sectionsOf(kind: 'browser' | 'desktop'): Section[] {
  return sections.filter((section) => section !== 'desktop' || kind === 'desktop')
}

export function sectionOf(query: string, kind: 'browser' | 'desktop'): Section {
  const asked = new URLSearchParams(query).get('section')
  return sectionsOf(kind).find((section) => section === asked) ?? 'accounts'
}
