/**
 * Families of keys that the screens put together where a scan of `t('…')` cannot see it: `namespace:prefix`.
 * Whatever stands here is never reported as unused, so keep it short; a template inside `t()` needs no entry.
 */
export const dynamicKeys: readonly string[] = [
  // The cue line chooses its words by the kind of each part.
  'common:cue.',
  // Shared words, kept whole for whichever screen says them.
  'common:account.',
  'common:limit.',
]
