/**
 * electron-builder's hook after signing: hands a macOS build to Apple for notarisation, where the credentials are
 * in the environment (APPLE_API_KEY, APPLE_API_KEY_ID, APPLE_API_ISSUER); says so where they are not.
 */
import path from 'node:path'

/** @param {{ electronPlatformName: string, appOutDir: string, packager: { appInfo: { productFilename: string } } }} context */
export async function afterSign({ electronPlatformName, appOutDir, packager }) {
  if (electronPlatformName !== 'darwin') return
  const { APPLE_API_KEY: appleApiKey, APPLE_API_KEY_ID: appleApiKeyId, APPLE_API_ISSUER: appleApiIssuer } = process.env
  if (!appleApiKey || !appleApiKeyId || !appleApiIssuer) {
    process.stdout.write('  • not notarised: APPLE_API_KEY, APPLE_API_KEY_ID and APPLE_API_ISSUER are not all set. Other Macs will refuse this build.\n')
    return
  }
  const { notarize } = await import('@electron/notarize')
  await notarize({ appPath: path.join(appOutDir, `${packager.appInfo.productFilename}.app`), appleApiKey, appleApiKeyId, appleApiIssuer })
}
