// Answers of CoWIN, spoilt: districts as they were served, with values, keys and bytes put out of order.
import fc from 'fast-check';
import type { IstDate } from '../../src/core/ist.ts';
import { makeCentres } from '../bench/bodies/district.ts';
import { randomOf } from '../bench/bodies/random.ts';
import {
  aCentre,
  aFlatSession,
  aLateSession,
  anEarlySession,
  aSession,
  bytes,
  FIRST_DATE,
  sessionId,
} from '../support/cowin-bodies.ts';

const BBMP = { id: 294, name: 'BBMP', state: 'Karnataka' };
const served = (seed: number, sessions: number) =>
  JSON.stringify({ centers: makeCentres(randomOf(seed), BBMP, sessions, FIRST_DATE as IstDate) });

/** As served: of every age of the schema, of one session and of three hundred. */
const BODIES: readonly string[] = [
  served(1, 12),
  served(2, 72),
  served(3, 290),
  JSON.stringify({ centers: [aCentre([aSession()])] }),
  JSON.stringify({
    centers: [aCentre([anEarlySession(), aLateSession({ session_id: sessionId(2) })]), aCentre([])],
  }),
  JSON.stringify({ sessions: [aFlatSession(), aFlatSession({ session_id: sessionId(2), fee: '386.25' })] }),
  '{"centers":[]}',
];

/** JSON values nobody expects; two of them are no JSON. */
const VALUES = [
  '1e999',
  '-1e999',
  '1e308',
  '123456789012345678901234567890',
  '61.5',
  '-1',
  '-0',
  '1e9',
  '5e-324',
  'null',
  'true',
  'NaN',
  'undefined',
  '""',
  '"12"',
  '" 12 "',
  '"1e3"',
  '[]',
  '{}',
  '[[1]]',
  '{"__proto__":{"polluted":1}}',
  '{"toString":1,"valueOf":1}',
  '"__proto__"',
  '"constructor"',
  '"\\ud800"',
  '"\\u0000\\u001b]52;c;QUJD\\u0007"',
  '"\\u202e\\u200b"',
  '"<script>"',
  '"31-02-2021"',
  '"07-06-0000"',
  '"99-99-9999"',
  `"${'x'.repeat(20_000)}"`,
  `"${'\\u001b]'.repeat(5_000)}"`,
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  '[[[[[[',
] as const;

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'sessions',
  'centers',
  'session_id',
  'available_capacity',
  'available_capacity_dose1',
  'date',
  '',
  '\\u0073essions',
] as const;

const VALUE = /(?<=:)(?:-?\d[\d.eE+-]*|"(?:[^"\\]|\\.)*"|null|true|false)/g;
const KEY = /(?<=[{,])"(?:[^"\\]|\\.)*"(?=:)/g;

/** Where something is done: a share of the whole. */
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

type Spoil = (text: string) => string;

function replaceAt(pattern: RegExp, share: number, by: string): Spoil {
  return (text) => {
    const found = [...text.matchAll(pattern)];
    const match = found[Math.floor(share * found.length)];
    if (match === undefined) return text;
    return `${text.slice(0, match.index)}${by}${text.slice(match.index + match[0].length)}`;
  };
}

const spoil: fc.Arbitrary<Spoil> = fc.oneof(
  fc.tuple(place, fc.constantFrom(...VALUES)).map(([share, value]) => replaceAt(VALUE, share, value)),
  fc.tuple(place, fc.constantFrom(...KEYS)).map(([share, key]) => replaceAt(KEY, share, `"${key}"`)),
  // A piece again, or gone.
  fc.tuple(place, place, fc.integer({ min: 0, max: 3 })).map(([one, other, times]) => (text: string) => {
    const [from, to] = [one, other].map((share) => Math.floor(share * text.length)).sort((a, b) => a - b);
    const piece = text.slice(from, Math.min(to as number, (from as number) + 2_000));
    return `${text.slice(0, from)}${piece.repeat(times)}${text.slice((from as number) + piece.length)}`;
  }),
);

type Damage = (body: Uint8Array) => Uint8Array;

const damage: fc.Arbitrary<Damage> = fc.oneof(
  place.map((share) => (body: Uint8Array) => body.slice(0, Math.floor(share * body.length))),
  fc.tuple(place, fc.integer({ min: 0, max: 7 })).map(([share, bit]) => (body: Uint8Array) => {
    const at = Math.floor(share * body.length);
    return body.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
  }),
  fc.tuple(place, fc.uint8Array({ maxLength: 8 })).map(([share, more]) => (body: Uint8Array) => {
    const at = Math.floor(share * body.length);
    return Uint8Array.from([...body.subarray(0, at), ...more, ...body.subarray(at)]);
  }),
);

const spoiltAnswer = fc
  .tuple(
    fc.constantFrom(...BODIES),
    fc.array(spoil, { maxLength: 4 }),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(damage, { maxLength: 3 }) },
    ),
  )
  .map(([text, spoils, damages]) => {
    const spoilt = spoils.reduce((one, change) => change(one), text);
    return damages.reduce((one, change) => change(one), bytes(spoilt));
  });

/** The bytes of an answer, mostly one that began as one of CoWIN's. */
export const answerBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 8, arbitrary: spoiltAnswer },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 5 }).map((text) => bytes(text)) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 })
      .map((rows) => bytes({ centers: rows, sessions: rows })),
  },
);
