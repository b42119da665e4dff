import tls from 'node:tls'
import { EnvHttpProxyAgent, type Dispatcher } from 'undici'

export interface UndiciTransportOptions {
  /** For connecting, TLS included, ms. Shorter than a request may take, so that an unreachable host is known to be unsent. */
  connectTimeoutMs?: number
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY in either case. Loopback is never proxied: the sandbox lives there. */
  env?: Record<string, string | undefined>
  /** Certificates (PEM) to believe besides those of Node (with NODE_EXTRA_CA_CERTS) and of the system. */
  extraCa?: readonly string[]
}

/**
 * The way out of this machine: through the proxy its environment names, believing whom its system believes.
 * @param speaksTls whether a secure connection may be made over it; who asks for none need not wait for the certificates to be read.
 * @param once given for a dispatcher of one request: ends what is left of its connection.
 */
export function makeDispatcher({ connectTimeoutMs = 10_000, env = process.env, extraCa = [] }: UndiciTransportOptions, speaksTls: boolean, once?: AbortSignal): Dispatcher {
  const proxies = proxySettings(env)
  const usesTls = speaksTls || Object.values(proxies).some((proxy) => proxy.startsWith('https:'))
  const socket = { ...(usesTls ? { secureContext: secureContextFor(extraCa) } : {}), ...(once ? { signal: once } : {}) }
  return new EnvHttpProxyAgent({
    ...proxies,
    allowH2: false,
    // 0: `connection: close`, nothing is kept for a next request.
    pipelining: once ? 0 : 1,
    connect: { timeout: connectTimeoutMs, allowH2: false, ...socket },
    connectTimeout: connectTimeoutMs,
    requestTls: socket,
    proxyTls: socket,
  })
}

function proxySettings(env: Record<string, string | undefined>): { httpProxy: string; httpsProxy: string; noProxy: string } {
  const read = (name: string) => (env[name.toLowerCase()] ?? env[name] ?? '').trim()
  const withScheme = (proxy: string) => (proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`)
  const httpProxy = withScheme(read('HTTP_PROXY'))
  return {
    httpProxy,
    httpsProxy: withScheme(read('HTTPS_PROXY')) || httpProxy,
    noProxy: [read('NO_PROXY'), 'localhost', '127.0.0.1', '::1'].filter((entry) => entry !== '').join(','),
  }
}

/** Reads the certificates now, for a host whose loop must not be held by it once work is under way. */
export function readCertificates(): void {
  secureContextFor([])
}

const secureContexts = new Map<string, tls.SecureContext>()

/** Reading the system's certificates takes tens of ms, so it is done once. */
function secureContextFor(extraCa: readonly string[]): tls.SecureContext {
  const key = extraCa.join('\n')
  const known = secureContexts.get(key)
  if (known) return known
  const ca = [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system'), ...extraCa])]
  const made = tls.createSecureContext({ ca })
  secureContexts.set(key, made)
  return made
}
