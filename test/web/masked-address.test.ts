// An address its owner knows and a stranger does not.
import { describe, expect, it } from 'vitest';
import { maskedAddress } from '../../src/web/pages/masked-address.ts';

describe('a masked address', () => {
  it.each([
    ['anita@example.org', 'an…@example.org'],
    ['ab@example.org', 'a…@example.org'],
    ['a@example.org', '…@example.org'],
    ['https://hooks.example.org/secret/path?token=1', 'hooks.example.org…'],
    ['-1001234567890', '…890'],
    ['@bbmp_slots', '…ots'],
  ])('%s is shown as %s', (address, shown) => {
    expect(maskedAddress(address)).toBe(shown);
  });
});
