/** Started with this, as at login, it works in the tray and opens no window. */
export const hiddenFlag = '--hidden'
