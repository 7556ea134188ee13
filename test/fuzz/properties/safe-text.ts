// Text made safe on the way in: whatever was typed, nothing that drives a terminal, hides or turns text around is left.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { safeText } from '../../../src/core/safe-text.ts';
import { harmIn, hostileText } from '../hostile.ts';
import { fuzzProperty } from '../property.ts';

export const safeTextProperty = fuzzProperty({
  name: 'safe-text',
  says: 'safe text holds no control, bidi or zero-width character, is one line, bounded, and safe already',
  runs: 2_000,
  values: fc.tuple(hostileText, fc.integer({ min: 1, max: 300 })),
  open: () => ({
    holds([raw, most]) {
      const safe = safeText(raw, most);
      assert.equal(harmIn(safe), undefined, JSON.stringify(safe));
      assert.ok(safe.length <= most, `${safe.length} units of at most ${most}`);
      assert.equal(safe, safe.trim());
      assert.equal(safe, safe.normalize('NFC'));
      assert.equal(safeText(safe, most), safe);
    },
  }),
});
