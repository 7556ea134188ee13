// Alerts about centres with hostile names, as the parser lets them through: made safe on the way in, nothing more.
import fc from 'fast-check';
import type { Alert } from '../../src/core/alert.ts';
import { safeText } from '../../src/core/safe-text.ts';
import { alertOf, alertSlot, SEEN_MS } from '../support/alerts.ts';
import { hostileText } from './hostile.ts';

const safe = (most: number) => hostileText.map((raw) => safeText(raw, most));

const slot = fc.record({
  number: fc.nat({ max: 9 }),
  dose: fc.constantFrom('1' as const, '2' as const, 'any' as const),
  capacity: fc.integer({ min: 1, max: 1_000_000 }),
  name: safe(200),
  address: safe(300),
  block: safe(100),
  vaccine: safe(40),
  time: safe(40),
  closed: fc.boolean(),
});

export interface HostileAlert {
  readonly alert: Alert;
  /** Names of its centres, as they are known inside. */
  readonly names: readonly string[];
}

/** One to a dozen slots; some are gone already. */
export const hostileAlert: fc.Arbitrary<HostileAlert> = fc
  .tuple(fc.array(slot, { minLength: 1, maxLength: 12 }), safe(80))
  .map(([slots, area]) => ({
    names: slots.map(({ name }) => name),
    alert: {
      ...alertOf(
        ...slots.map((one, index) =>
          alertSlot({
            dose: one.dose,
            capacity: one.capacity,
            closedAtMs: one.closed && index > 0 ? SEEN_MS + 90_000 : null,
            session: {
              sessionId: `s${index}`,
              vaccine: one.vaccine,
              times: [one.time],
              // Centres of their own: two sessions of one centre share its name.
              centre: { id: `c${index}`, name: one.name, address: one.address, block: one.block },
            },
          }),
        ),
      ),
      areaText: `${area}, Karnataka`,
    },
  }));
