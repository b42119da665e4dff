/**
 * Reasons found by Greenroom's own checks: what comes with them is the system's or our own English, never the
 * service's words. A test ties them to the core's catalogue.
 */
export const ourOwnReasons: ReadonlySet<string> = new Set([
  'Unreadable', 'NotPermitted', 'DriveSilent', 'Empty', 'Truncated', 'StillChanging', 'FileChanged', 'SourceGone', 'DuplicateContent',
  'InvalidUrl', 'NotFetchable', 'NoLinkSetUp', 'OutsidePublicFolder', 'LinkFailed', 'OutcomeUnknown', 'MarkedFailed', 'CheckFailed', 'PreparationFailed',
])
