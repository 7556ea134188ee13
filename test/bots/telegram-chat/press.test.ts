// Buttons carry all the state of the conversation: what goes in comes out, within what Telegram carries, and nothing a
// stranger makes up is taken for a button of ours.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORM_STEPS } from '../../../bots/telegram-chat/choices.ts';
import { PRESS_MAX_BYTES, type Press, pressData, readPress } from '../../../bots/telegram-chat/press.ts';
import { PAUSES } from '../../../src/core/pause.ts';
import { MIN_CAPACITY_CHOICES } from '../../../src/core/session.ts';
import { NO_FILTERS } from '../../../src/core/subscription.ts';
import { VACCINES_TO_SUGGEST } from '../../../src/core/vaccine.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';

const { areas } = cowinSource();
const choices = fc.record({
  dose: fc.constantFrom('1' as const, '2' as const, null),
  ageYears: fc.option(fc.integer({ min: 0, max: 120 })),
  vaccine: fc.option(fc.constantFrom(...VACCINES_TO_SUGGEST)),
  fee: fc.constantFrom('free' as const, 'paid' as const, null),
  minCapacity: fc.constantFrom(...MIN_CAPACITY_CHOICES),
});
const areaId = fc.oneof(fc.constantFrom(...areas.map(({ id }) => id)), fc.constant('cowin:pin:560011'));
const place = fc.oneof(
  areaId.map((id) => ({ areaId: id })),
  fc.integer({ min: 100_000, max: 999_999 }).map((pin) => ({ pincode: String(pin) })),
);
const id = fc.integer({ min: 1, max: 2 ** 31 });
const page = fc.nat({ max: 999 });
const step = fc.constantFrom(...FORM_STEPS);
const hour = fc.nat({ max: 23 });

const press: fc.Arbitrary<Press> = fc.oneof(
  fc.record({ do: fc.constant('states' as const), page }),
  fc.record({ do: fc.constant('districts' as const), of: areaId, page }),
  fc.record({ do: fc.constant('form' as const), step, choices, place }),
  fc.record({
    do: fc.constant('subscribe' as const),
    others: fc.constantFrom('ask' as const, 'replace' as const, 'keep' as const),
    choices,
    place,
  }),
  fc.record({ do: fc.constant('list' as const), page }),
  fc.record({
    do: fc.constantFrom('look' as const, 'hold' as const, 'release' as const, 'remove' as const),
    id,
  }),
  fc.record({ do: fc.constant('edit' as const), id, step }),
  fc.record({ do: fc.constant('pause' as const), pause: fc.constantFrom(...PAUSES) }),
  fc
    .tuple(hour, hour)
    .filter(([from, to]) => from !== to)
    .map(([fromHour, toHour]) => ({ do: 'quiet' as const, quiet: { fromHour, toHour } })),
  fc.constant({ do: 'quiet' as const, quiet: null }),
  fc.record({
    do: fc.constant('stop' as const),
    sure: fc.constantFrom('ask' as const, 'yes' as const, 'no' as const),
  }),
  fc.record({
    do: fc.constantFrom(
      'resume' as const,
      'status' as const,
      'why' as const,
      'help' as const,
      'alert-stop' as const,
    ),
  }),
  fc.record({ do: fc.constant('alert-pause' as const), areaId }),
);

describe('what a button carries', () => {
  it('comes out as it went in, within what Telegram carries', () => {
    fc.assert(
      fc.property(press, (one) => {
        const data = pressData(one) ?? '';
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(PRESS_MAX_BYTES);
        expect(readPress(data)).toEqual(one);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has room for every district with every filter at its longest', () => {
    const longest = { dose: '2', ageYears: 120, vaccine: 'INCOVACC', fee: 'paid', minCapacity: 50 } as const;
    for (const area of areas) {
      const data = pressData({
        do: 'subscribe',
        others: 'replace',
        choices: longest,
        place: { areaId: area.id },
      });
      expect(data?.length).toBeLessThanOrEqual(PRESS_MAX_BYTES);
    }
  });

  it('carries one answer to one question', () => {
    fc.assert(
      fc.property(id, step, choices, (one, which, answers) => {
        const read = readPress(pressData({ do: 'set', id: one, step: which, choices: answers }));
        if (read?.do !== 'set') throw new Error('not read');
        const field = {
          dose: 'dose',
          age: 'ageYears',
          vaccine: 'vaccine',
          fee: 'fee',
          least: 'minCapacity',
        } as const;
        expect(read.choices[field[which]]).toBe(answers[field[which]]);
      }),
    );
  });

  it('leaves a press out that does not fit, or that no button offers', () => {
    const place = { areaId: `cowin:${'9'.repeat(60)}` };
    expect(pressData({ do: 'form', step: 'dose', choices: NO_FILTERS, place })).toBeNull();
    const rare = { ...NO_FILTERS, vaccine: 'MODERNA' };
    expect(pressData({ do: 'form', step: 'dose', choices: rare, place: { pincode: '560011' } })).toBeNull();
  });

  it('means for ever what it meant when it was sent', () => {
    const sent: readonly (readonly [string, Press])[] = [
      [
        '1f.a.1-x-x-x-0.cowin:294',
        { do: 'form', step: 'age', choices: { ...NO_FILTERS, dose: '1' }, place: { areaId: 'cowin:294' } },
      ],
      [
        '1n.k.2-45-1-f-4.560011',
        {
          do: 'subscribe',
          others: 'keep',
          choices: { dose: '2', ageYears: 45, vaccine: 'COVAXIN', fee: 'free', minCapacity: 50 },
          place: { pincode: '560011' },
        },
      ],
      ['1A.cowin:pin:560011', { do: 'alert-pause', areaId: 'cowin:pin:560011' }],
      ['1S', { do: 'alert-stop' }],
      ['1k.y', { do: 'stop', sure: 'yes' }],
      ['1q.22.7', { do: 'quiet', quiet: { fromHour: 22, toHour: 7 } }],
      ['1p.7', { do: 'hold', id: 7 }],
    ];
    for (const [data, meant] of sent) {
      expect(readPress(data)).toEqual(meant);
      expect(pressData(meant)).toBe(data);
    }
  });

  it('is nothing when it is not ours', () => {
    const strange = [
      undefined,
      null,
      7,
      {},
      '',
      '1',
      '2S',
      '1?',
      '1S.',
      '1S.1',
      '1p',
      '1p.',
      '1p.0',
      '1p.07',
      '1p.-1',
      '1p.1e3',
      '1p.9999999999999999',
      '1s.1000',
      '1s.01',
      '1q.22',
      '1q.7.7',
      '1q.24.7',
      '1q.7.24',
      '1k.x',
      '1z.',
      '1A.',
      '1A.cowin',
      '1A.cowin:294.',
      '1A.cowin: 294',
      '1f.x.1-x-x-x-0.cowin:294',
      '1f.a.1-x-x-x.cowin:294',
      '1f.a.3-x-x-x-0.cowin:294',
      '1f.a.1-121-x-x-0.cowin:294',
      '1f.a.1-x-7-x-0.cowin:294',
      '1f.a.1-x-x-x-5.cowin:294',
      '1f.a.1-x-x-x-0.56001',
      '1n.z.1-x-x-x-0.cowin:294',
      '1constructor',
      '1__proto__',
    ];
    for (const data of strange) expect(readPress(data), String(data)).toBeUndefined();
  });

  it('never throws, and never reads the same two ways', () => {
    const near = fc
      .tuple(fc.constantFrom(...'sdfnlorpxevzqkAgiwhS'), fc.string({ maxLength: 62 }))
      .map(([letter, rest]) => `1${letter}.${rest}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), near, fc.anything()), (data) => {
        const read = readPress(data);
        if (read !== undefined) expect(pressData(read)).toBe(data);
      }),
      { numRuns: 3_000 },
    );
  });
});
