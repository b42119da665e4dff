import { describe, expect, test } from 'vitest'
import { isPrivateAddress, whyUnreachable } from '../../src/main/publishing/is-private-address.ts'

describe('an address that only some can reach', () => {
  test.each([
    ['127.0.0.1', 'loopback'], ['localhost', 'loopback'], ['LOCALHOST.', 'loopback'], ['app.localhost', 'loopback'], ['[::1]', 'loopback'], ['::1', 'loopback'], ['0.0.0.0', 'loopback'],
    ['[::ffff:127.0.0.1]', 'loopback'], ['http://0x7f.1:80/a', 'loopback'], ['http://2130706433/', 'loopback'], ['http://[::ffff:7f00:1]/', 'loopback'],
    ['10.1.2.3', 'private'], ['172.16.0.1', 'private'], ['172.31.255.255', 'private'], ['192.168.1.10', 'private'], ['100.64.0.1', 'private'], ['[fd00::1]', 'private'], ['[::ffff:10.0.0.1]', 'private'],
    ['nas', 'private'], ['nas.local', 'private'], ['files.corp', 'private'], ['203.0.113.9', 'private'], ['http://nas:8080/clips', 'private'],
    ['[64:ff9b::10.0.0.1]', 'private'], ['[64:ff9b::7f00:1]', 'loopback'], ['[64:ff9b:1::1]', 'private'], ['[2002:a00:1::1]', 'private'], ['[::192.168.0.1]', 'private'], ['[64:ff9b::169.254.169.254]', 'link-local'], ['[100::1]', 'private'],
    ['169.254.10.1', 'link-local'], ['[fe80::1]', 'link-local'], ['fe80::1%eth0', 'link-local'],
  ])('%s is %s', (address, kind) => {
    expect(isPrivateAddress(address)).toBe(kind)
  })

  test.each(['8.8.8.8', '172.32.0.1', '172.15.0.1', '11.0.0.1', '100.128.0.1', 'example.org', 'https://links.studio.com/x', '[2606:4700::1111]', '[64:ff9b::8.8.8.8]', '[2002:808:808::1]', 'localhost.evil.com', '10.0.0.1.nip.io'])('%s may be anybody’s', (address) => {
    expect(isPrivateAddress(address)).toBeNull()
  })
})

test('an API on this machine or in this network reaches what lies there', () => {
  expect(whyUnreachable('http://127.0.0.1:4681/c/x', 'https://xcompute.us')).toContain('127.0.0.1:4681')
  expect(whyUnreachable('http://192.168.1.5/c/x', 'https://xcompute.us')).toContain('inside this network')
  expect(whyUnreachable('http://127.0.0.1:4681/c/x', 'http://127.0.0.1:9999')).toBeNull()
  expect(whyUnreachable('http://192.168.1.5/c/x', 'http://192.168.1.9')).toBeNull()
  expect(whyUnreachable('http://127.0.0.1/c/x', 'http://192.168.1.9')).not.toBeNull()
  expect(whyUnreachable('https://links.studio.com/c/x', 'https://xcompute.us')).toBeNull()
})
