// Who a request comes from, when proxies stand in front, and when somebody only says so.
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../src/web/client-address.ts';

const request = (peer: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress: peer },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('the address of a client', () => {
  it('is the other end of the connection where there is no proxy, whatever the header says', () => {
    expect(clientAddress(request('203.0.113.7', '198.51.100.1'), 0)).toBe('203.0.113.7');
  });

  it('is what the proxy saw, not what the client wrote before it', () => {
    expect(clientAddress(request('127.0.0.1', '10.9.9.9, 198.51.100.1'), 1)).toBe('198.51.100.1');
    expect(clientAddress(request('127.0.0.1', '10.9.9.9, 198.51.100.1, 10.0.0.2'), 2)).toBe('198.51.100.1');
  });

  it('is the proxy itself when its header names nobody', () => {
    for (const header of [undefined, '', 'unknown', 'me, , ', '999.1.1.1', '198.51.100.1, <script>']) {
      expect(clientAddress(request('127.0.0.1', header), 1)).toBe('127.0.0.1');
    }
    // Fewer than there are proxies: it came past one of them.
    expect(clientAddress(request('127.0.0.1', '198.51.100.1'), 2)).toBe('127.0.0.1');
  });

  it.each([
    ['198.51.100.1:51234', '198.51.100.1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
  ])('is read from %s', (header, address) => {
    expect(clientAddress(request('127.0.0.1', header), 1)).toBe(address);
  });

  it('is nobody’s once the connection is gone', () => {
    expect(clientAddress(request(undefined), 0)).toBe('::');
  });
});
