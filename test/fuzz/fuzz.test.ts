// The short form of `npm run fuzz`: every property a fixed number of times, from a seed that is drawn and printed.
import { describe, expect, it } from 'vitest';
import { PROPERTIES } from './properties/all.ts';
import { play } from './property.ts';

const SEED = Date.now() % 2_147_483_647;

describe(`whatever comes in (seed ${SEED})`, () => {
  it.each(PROPERTIES)(
    '$name: $says',
    async (property) => {
      const { failure } = await play(property, { seed: SEED, forMs: 0 });
      expect(failure).toBeUndefined();
    },
    60_000,
  );
});
