/** The sections of the settings, in their order; also what `?section=` names. */
export const sections = ['accounts', 'links', 'limits', 'rates', 'notifications', 'appearance', 'about'] as const
export type Section = (typeof sections)[number]

export function sectionOf(query: string): Section {
  const asked = new URLSearchParams(query).get('section')
  return sections.find((section) => section === asked) ?? 'accounts'
}
