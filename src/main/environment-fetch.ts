/** For hosts, which may not reach into the API client: the `fetch` to lend the core. */
export { environmentFetch } from './api-client/environment-fetch.ts'
export { readCertificates } from './api-client/environment-dispatcher.ts'
