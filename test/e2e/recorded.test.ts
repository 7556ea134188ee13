// Answers as CoWIN gave them through its years, for three districts at once: every session is read, nothing is
// counted as a problem that is none. The bodies are made here, in the shape and at about the size of real ones.
import { describe, expect, it, vi } from 'vitest';
import { addDays } from '../../src/core/ist.ts';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import type { WebhookSlot } from '../../src/core/text/webhook.ts';
import {
  aCentre,
  aLateSession,
  anEarlySession,
  aSession,
  calendarBody,
  type Raw,
  sessionId,
} from '../support/cowin-bodies.ts';
import { SLOT_DATE, startCowinStub } from '../support/cowin-stub.ts';
import { inScene, PATIENCE_MS, pause, until } from '../support/program.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const ALWAR = 512;
const WARANGAL_URBAN = 610;
const PATNA = 97;

const raw = (days: number) => addDays(SLOT_DATE, days).split('-').reverse().join('-');

/** `count` sessions numbered from `first` on, over four days, `perCentre` at a centre. */
function district(
  first: number,
  count: number,
  perCentre: number,
  session: (over: Raw, index: number) => Raw,
  centre: (index: number) => Raw,
): Uint8Array {
  const rows = Array.from({ length: count }, (_, index) =>
    session({ session_id: sessionId(first + index), date: raw(index % 4) }, index),
  );
  const centres = Array.from({ length: Math.ceil(count / perCentre) }, (_, index) =>
    aCentre(rows.slice(index * perCentre, (index + 1) * perCentre), {
      center_id: first * 1000 + index,
      ...centre(index),
    }),
  );
  return calendarBody(...centres);
}

/** Early May 2021: only totals, some of them fractions, slots in words, paid centres with their fees. */
const early = district(
  1000,
  58,
  4,
  (over, index) =>
    anEarlySession({ ...over, available_capacity: index % 5 === 0 ? 0 : index % 7 === 0 ? 61.5 : 1 + index }),
  (index) => ({
    district_name: 'Alwar I',
    state_name: 'Rajasthan',
    pincode: String(301001 + index),
    ...(index % 3 === 0 && {
      fee_type: 'Paid',
      vaccine_fees: [{ vaccine: 'COVISHIELD', fee: '386.25' }],
    }),
  }),
);

/** Mid 2021: dose fields beside totals that do not agree with them, and both ages in one answer. */
const middle = district(
  2000,
  53,
  7,
  (over, index) =>
    index % 6 === 0
      ? anEarlySession({ ...over, available_capacity: 3 })
      : aSession({
          ...over,
          available_capacity: 448,
          available_capacity_dose1: index % 2 === 0 ? 150 : 0,
          available_capacity_dose2: index % 2 === 0 ? 150 : 0,
          allow_all_age: index % 4 === 0,
          max_age_limit: index % 4 === 0 ? undefined : 44,
          vaccine: index % 3 === 0 ? 'COVAXIN' : 'COVISHIELD',
        }),
  () => ({
    district_name: 'Warangal(Urban)',
    state_name: 'Telangana',
    lat: '17.96890000',
    long: '79.59410000',
  }),
);

/** June 2022: slots as objects, numbers as text, fields nobody knew before, names in another script. */
const late = district(
  3000,
  21,
  3,
  (over, index) =>
    aLateSession({
      ...over,
      available_capacity: '20',
      available_capacity_dose1: '15',
      available_capacity_dose2: index % 2,
      available_capacity_dose3: 5,
      precaution_online_dose_one_available: 0,
      min_age_limit: 12,
      max_age_limit: 14,
      vaccine: 'CORBEVAX',
    }),
  (index) => ({
    district_name: 'Patna',
    state_name: 'Bihar',
    name: index % 2 === 0 ? ' पटना  केंद्र ' : 'PHC "Kankarbagh" ',
  }),
);

/** What can be booked, worked out from the rows by hand: session and dose. */
function openIn(body: Uint8Array): string[] {
  const { centers } = JSON.parse(new TextDecoder().decode(body)) as { centers: { sessions: Raw[] }[] };
  return centers.flatMap(({ sessions }) =>
    sessions.flatMap((row) => {
      const bookable = (name: string) => Math.floor(Number(row[name] ?? 0)) > 0;
      const id = String(row.session_id);
      if (!('available_capacity_dose1' in row)) return bookable('available_capacity') ? [`${id} any`] : [];
      return ['1', '2']
        .filter((dose) => bookable(`available_capacity_dose${dose}`))
        .map((dose) => `${id} ${dose}`);
    }),
  );
}

describe('answers of every age of CoWIN', () => {
  it(
    'every session of three districts is read, every dose that can be booked is told once, no problem is counted',
    inScene(async (scene) => {
      const cowin = await startCowinStub();
      const webhook = await startWebhookReceiver();
      for (const server of [cowin, webhook]) scene.atEnd(server.close);
      const bodies = new Map([
        [ALWAR, early],
        [WARANGAL_URBAN, middle],
        [PATNA, late],
      ]);
      for (const [id, body] of bodies) {
        cowin.set(id, body);
        await scene.run(['subscribers', 'add', '--webhook', webhook.urlOf('/all'), '--district', String(id)]);
      }
      await scene.engine({ VACCINE_WATCH_COWIN_URL: cowin.url, VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1' });
      const owed = [...bodies.values()].flatMap(openIn).sort();
      const slots = (): WebhookSlot[] => webhook.calls.flatMap(({ payload }) => [...payload.slots]);
      await until(
        () => slots().length >= owed.length,
        () => `${owed.length} slots, not ${slots().length}`,
      );
      for (const id of bodies.keys()) await cowin.polled(id, 4);
      await pause(300);

      expect(
        slots()
          .map(({ sessionId: id, dose }) => `${id} ${dose}`)
          .sort(),
      ).toEqual(owed);
      const { polls, source, areas, hints, slotsOpen } = await scene.json<EngineSnapshot>(['status']);
      // Each body is looked at twice: it is passed over as unchanged only once a reading of it brought no news.
      // The second time no session in it is another, so none is read again.
      expect(polls.changed).toBe(2 * bodies.size);
      expect(polls).toMatchObject({
        sessions: 58 + 53 + 21,
        pastSessions: 0,
        problems: {},
        failed: {},
      });
      expect(source).toMatchObject({ state: 'ok', detail: '' });
      expect(hints).toEqual([]);
      expect(slotsOpen).toBe(owed.length);
      expect(areas.map(({ id, failure }) => [id, failure]).sort()).toEqual([
        ['cowin:512', ''],
        ['cowin:610', ''],
        ['cowin:97', ''],
      ]);

      const one = (id: number, dose: string) =>
        slots().find((slot) => slot.sessionId === sessionId(id) && slot.dose === dose);
      expect(one(1007, 'any')).toMatchObject({
        capacity: 61,
        pincode: '301002',
        feeType: 'free',
        ageMin: 45,
      });
      expect(one(1001, 'any')).toMatchObject({ feeType: 'paid', feeInr: '386.25' });
      expect(one(2002, '1')).toMatchObject({ capacity: 150, ageMin: 18, ageMax: 44 });
      expect(one(3001, '2')).toMatchObject({
        capacity: 1,
        vaccine: 'CORBEVAX',
        ageMin: 12,
        ageMax: 14,
        centre: { name: 'पटना केंद्र' },
        times: ['10:30AM-12:30PM', '12:30PM-01:30PM'],
      });
      expect(cowin.calls.every(({ path }) => path.endsWith('/sessions/public/calendarByDistrict'))).toBe(
        true,
      );
    }),
  );
});
