/**
 * What the shell lends the page, once it does: see DesktopBridge in the renderer. Until then the page finds
 * no bridge.
 */
export {}
