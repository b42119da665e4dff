import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

export interface Certificate {
  /** PEM. */
  key: string
  cert: string
}

export interface CertificateWish {
  /** The names it is for, as a browser checks them. */
  names: readonly string[]
  /** Who signs it; itself when left out. */
  by?: Authority
  /** UTC ms; default: from yesterday to a year from now. */
  from?: number
  until?: number
}

/** Signs certificates; its own is what a machine has to trust. */
export interface Authority extends Certificate {
  name: string
  keyObject: KeyObject
}

const day = 86_400_000

/** X.509 by hand: a test must not depend on which OpenSSL a machine has, nor start it forty times. ITU-T X.690 (DER), RFC 5280. */
function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, ...parts)
const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'))
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'))
const called = (name: string): Buffer => sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(name)))))
const time = (at: number): Buffer => tlv(0x17, Buffer.from(`${new Date(at).toISOString().replace(/\D/g, '').slice(2, 14)}Z`))
const extension = (id: string, value: Buffer, critical = false): Buffer => sequence(oid(id), ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value))

let made = 0

function make(subject: string, publicKey: KeyObject, issuer: { name: string; keyObject: KeyObject }, from: number, until: number, extensions: Buffer[]): string {
  const serial = Buffer.from([0x01, ++made >> 8, made & 255])
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))), tlv(0x02, serial), ecdsaWithSha256, called(issuer.name), sequence(time(from), time(until)), called(subject),
    publicKey.export({ type: 'spki', format: 'der' }), tlv(0xa3, sequence(...extensions)),
  )
  const whole = sequence(body, ecdsaWithSha256, tlv(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, issuer.keyObject)])))
  return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').match(/.{1,64}/g)?.join('\n') ?? ''}\n-----END CERTIFICATE-----\n`
}

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** An authority nobody knows yet. */
export function makeAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const cert = make(name, publicKey, { name, keyObject: privateKey }, Date.now() - day, Date.now() + 365 * day, [extension('551d13', sequence(tlv(0x01, Buffer.from([0xff]))), true)])
  return { name, keyObject: privateKey, key: pem(privateKey), cert }
}

/** A server's certificate. */
export function makeCertificate({ names, by, from = Date.now() - day, until = Date.now() + 365 * day }: CertificateWish): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subject = names[0] ?? 'nobody'
  const alternatives = extension('551d11', sequence(...names.map((name) => tlv(0x82, Buffer.from(name)))))
  return { key: pem(privateKey), cert: make(subject, publicKey, by ?? { name: subject, keyObject: privateKey }, from, until, [alternatives]) }
}
