// Calendar answers that change from poll to poll, for properties: a district as JSON texts (so that also keys said twice,
// escapes and blanks can be written), what may happen to it between two polls, and what may happen to its bytes.
import fc from 'fast-check';
import { aCentre, aSession, bytes, FIRST_DATE_RAW, type Raw, sessionId } from '../../support/cowin-bodies.ts';

/** A centre as text: `head` up to the `[` of its sessions, `tail` from their `]` on. */
export interface CentreText {
  readonly head: string;
  readonly rows: readonly string[];
  readonly tail: string;
}

export type District = readonly CentreText[];

type Change = (district: District) => District;

/** Texts made to look like the structure around them. */
const NASTY_NAMES = [
  '"},{"center_id":',
  '],"sessions":[{"session_id":"x"}]}',
  '"sessions":[',
  ',"sessions":[',
  '\\',
  '\\"',
  '}]}',
  '[[{{',
  'ಸರ್ಕಾರಿ ಆಸ್ಪತ್ರೆ',
  '\ud800 alone',
  '\u0000\u001b[31m',
  '__proto__',
  '',
];

const CAPACITIES = [
  0,
  0,
  1,
  4,
  5,
  9,
  10,
  49,
  50,
  99,
  100,
  61.5,
  '12',
  -1,
  1e9,
  1e300,
  null,
  true,
  [],
  {},
  'many',
];

const HEAD_KEYS = {
  center_id: [7, '8', null],
  pincode: [560011, '560 012', 0],
  fee_type: ['Paid', 'Free', 3],
};

const ROW_KEYS: Readonly<Record<string, readonly unknown[]>> = {
  session_id: [undefined, '', 'a b', 7, {}, sessionId(1), sessionId(2)],
  date: [FIRST_DATE_RAW, '08-06-2021', undefined, 'soon', '31-06-2021', '07-07-2030', 7],
  min_age_limit: [18, 45, undefined, -1, '18', '18+'],
  vaccine: ['COVAXIN', 'covaxin ', null, '],"sessions":[', '"},{"session_id":"'],
  slots: [null, [], [{ time: 'FORENOON', seats: 0 }], [{ session_id: sessionId(3) }, { a: '}' }]],
  available_capacity: CAPACITIES,
  available_capacity_dose2: CAPACITIES,
};

/** Rows that are none, or say a thing twice. */
const ODD_ROWS = [
  'null',
  '7',
  '[]',
  '{}',
  '""',
  ' {} ',
  `{"__proto__":{"session_id":"x"},"session_id":"p"}`,
  `{"session_id":"twice","session_id":"${sessionId(90)}","date":"${FIRST_DATE_RAW}","available_capacity":5,"min_age_limit":18}`,
  `[{"session_id":"nested"}]`,
  `{"a":[{"b":"]}"},[{}]],"session_id":"odd","date":"${FIRST_DATE_RAW}","available_capacity":1e0,"min_age_limit":18}`,
  '{"session_id":"half"',
  '{]',
];

const LATER = `{"session_id":"later","date":"${FIRST_DATE_RAW}","available_capacity":5,"min_age_limit":18}`;

const TAILS = [
  ']}',
  '],"vaccine_fees":[{"vaccine":"COVISHIELD","fee":"780"}]}',
  '],"vaccine_fees":[{"vaccine":"COVISHIELD","fee":"410"}]}',
  '],"vaccine_fees":[{"sessions":[{}]}]}',
  '] }',
  '],"sessions":[]}',
  `],"sessions":[${LATER}]}`,
  `],"\\u0073essions":[${LATER}]}`,
  '],"sessions":null}',
  '],"sessions":{}}',
  '],"\\u0073essions":[]}',
  '],"__proto__":{"sessions":[]}}',
  ']',
  ']]}',
];

const ODD_HEADS = [
  '{"center_id":1,"sessions":',
  '{"sessions":[',
  '{"center_id":1,"x":"\\",\\"sessions\\":[","sessions":[',
  '{"center_id":1,"sessions": [',
  '{"center_id":1,"\\"sessions":[',
  '{"center_id":1,"sessions":[{}],"sessions":[',
  '{"center_id":1,"x":{"y":1,"sessions":[',
  ' {"center_id":1,"name":"n","sessions":[',
  '[',
  '{"center_id":1,"__proto__":{"a":1},"sessions":[',
];

const pick = <T>(values: readonly T[]) => fc.constantFrom(...values);
const text = (value: unknown) => JSON.stringify(value);

function headText(over: Raw = {}): string {
  return text(aCentre([], over)).replace(/\]\}$/, '');
}

function rowText(number: number, over: Raw = {}): string {
  return text(aSession({ session_id: sessionId(number), ...over }));
}

/** Up to seven centres of up to five sessions; no session is listed twice. */
export const district: fc.Arbitrary<District> = fc
  .array(fc.tuple(fc.nat(5), fc.nat(3)), { maxLength: 7 })
  .map((centres) =>
    centres.map(([rows, tail], centre) => ({
      head: headText({ center_id: 600_000 + centre, name: `Centre ${centre}` }),
      rows: Array.from({ length: rows }, (_, row) => rowText(100 + centre * 10 + row)),
      tail: TAILS[tail % 2 === 0 ? 0 : 1] as string,
    })),
  );

/** What usually happens between two polls: doses come and go, centres and sessions too. */
const usual: fc.Arbitrary<Change> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.nat(), fc.nat(), fc.nat(120)).map(setDoses) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.nat()).map(dropRow) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 300, max: 400 })).map(addRow) },
  { weight: 1, arbitrary: fc.nat().map(dropCentre) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.nat()).map(moveCentre) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.integer({ min: 400, max: 500 })).map(addCentre) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.nat(), fc.nat()).map(moveRow) },
);

/** What may happen besides. */
const unusual: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(), fc.nat()).map(duplicateRow),
  fc.tuple(fc.nat(), fc.nat()).map(duplicateCentre),
  fc.tuple(fc.nat(), pick(TAILS)).map(([at, tail]) => editCentre(at, (centre) => ({ ...centre, tail }))),
  fc.tuple(fc.nat(), pick(ODD_HEADS)).map(([at, head]) => editCentre(at, (centre) => ({ ...centre, head }))),
  fc
    .tuple(fc.nat(), pick(NASTY_NAMES), fc.nat(100))
    .map(([at, name, id]) =>
      editCentre(at, (centre) => ({ ...centre, head: headText({ name, center_id: id }) })),
    ),
  fc
    .tuple(fc.nat(), pick(Object.entries(HEAD_KEYS)), fc.nat())
    .map(([at, [key, values], n]) =>
      editCentre(at, (centre) => ({ ...centre, head: headText({ [key]: values[n % values.length] }) })),
    ),
  fc
    .tuple(fc.nat(), fc.nat(), pick(Object.entries(ROW_KEYS)), fc.nat(), fc.integer({ min: 500, max: 600 }))
    .map(([at, row, [key, values], n, id]) =>
      editRow(at, row, () => rowText(id, { [key]: values[n % values.length] })),
    ),
  fc.tuple(fc.nat(), fc.nat(), pick(ODD_ROWS)).map(([at, row, odd]) => editRow(at, row, () => odd)),
);

const changes = fc
  .tuple(fc.array(usual, { maxLength: 3 }), fc.array(unusual, { maxLength: 2 }), fc.nat(3))
  .map(([often, seldom, luck]) => (luck === 0 ? [...seldom, ...often] : often));

type Writing = (district: District) => Uint8Array;

const plainText = (centres: District) =>
  centres.map(({ head, rows, tail }) => `${head}${rows.join(',')}${tail}`).join(',');
const plain: Writing = (centres) => bytes(`{"centers":[${plainText(centres)}]}`);

/** The same district in another envelope, or its bytes damaged. */
const strange: fc.Arbitrary<Writing> = fc.oneof(
  pick<(inside: string) => string>([
    (inside) => `{"centers":[${inside}],"ttl":24}`,
    (inside) => `{"ttl":24,"centers":[${inside}]}`,
    (inside) => `{"centers":[${inside}],"centers":[]}`,
    (inside) => `{"centers":[],"centers":[${inside}]}`,
    (inside) => `{"centers":[${inside}],"sessions":[${rowText(1)}]}`,
    (inside) => `{"centers":[${inside}]} `,
    (inside) => `{"centers":[${inside}]}}`,
    (inside) => `{"centers":[${inside}]`,
    (inside) => `{"centers":[${inside},]}`,
    (inside) => `{"centers":[ ${inside} ]}`,
    (inside) => `{ "centers" : [${inside}]}`,
    (inside) => `{"centers":[null,${inside}]}`,
    (inside) => `{"centers":[${inside},7]}`,
    (inside) => `{"centers":[[${inside}]]}`,
    (inside) => `\ufeff{"centers":[${inside}]}`,
    (inside) => `{"centers":{"a":[${inside}]}}`,
    (inside) => `{"__proto__":{"centers":[${inside}]}}`,
    (inside) => `{"sessions":[${inside}]}`,
    () => '{"centers":[]}',
    () => '{"centers":null}',
    () => '<html></html>',
    () => '',
  ]).map(
    (envelope): Writing =>
      (centres) =>
        bytes(envelope(plainText(centres))),
  ),
  fc.nat().map(
    (at): Writing =>
      (centres) =>
        cut(plain(centres), at),
  ),
  fc.tuple(fc.nat(), pick([...'{}[],:" x'])).map(
    ([at, mark]): Writing =>
      (centres) => {
        const body = plain(centres);
        const structure = [...body.keys()].filter((i) =>
          '{}[],'.includes(String.fromCharCode(body[i] as number)),
        );
        body[structure[at % structure.length] as number] = mark.charCodeAt(0);
        return body;
      },
  ),
  fc.tuple(fc.nat(), fc.nat(255)).map(
    ([at, byte]): Writing =>
      (centres) => {
        const body = plain(centres);
        body[at % body.length] = byte;
        return body;
      },
  ),
  fc
    .tuple(
      fc.nat(),
      pick([...'\t\n "\\{}[],:0e-'].map((c) => c.charCodeAt(0)).concat(0x80, 0xc3, 0xff, 0xf0)),
    )
    .map(
      ([at, byte]): Writing =>
        (centres) => {
          const body = plain(centres);
          const here = at % (body.length + 1);
          return new Uint8Array([...body.subarray(0, here), byte, ...body.subarray(here)]);
        },
    ),
);

/** Bodies of one district, one poll after the other, three to six of them. */
export const bodies: fc.Arbitrary<readonly Uint8Array[]> = fc
  .tuple(
    district,
    fc.array(
      fc.tuple(
        changes,
        fc.oneof({ weight: 4, arbitrary: fc.constant(plain) }, { weight: 1, arbitrary: strange }),
      ),
      {
        minLength: 3,
        maxLength: 6,
      },
    ),
  )
  .map(([first, polls]) => {
    let now = first;
    return polls.map(([steps, write]) => {
      for (const step of steps) now = step(now);
      return write(now);
    });
  });

function cut(body: Uint8Array, at: number): Uint8Array {
  return body.slice(0, at % body.length);
}

function editCentre(at: number, edit: (centre: CentreText) => CentreText): Change {
  return (centres) => centres.map((centre, i) => (i === at % centres.length ? edit(centre) : centre));
}

function editRow(at: number, row: number, edit: (text: string) => string): Change {
  return editCentre(at, (centre) => ({
    ...centre,
    rows: centre.rows.map((raw, i) => (i === row % centre.rows.length ? edit(raw) : raw)),
  }));
}

function setDoses([at, row, doses]: [number, number, number]): Change {
  return editRow(at, row, (raw) => raw.replace(/("available_capacity_dose1":)[\d.]+/, `$1${doses}`));
}

function dropRow([at, row]: [number, number]): Change {
  return editCentre(at, (centre) => ({
    ...centre,
    rows: centre.rows.filter((_, i) => i !== row % centre.rows.length),
  }));
}

function addRow([at, row, id]: [number, number, number]): Change {
  return editCentre(at, (centre) => ({
    ...centre,
    rows: centre.rows.toSpliced(row % (centre.rows.length + 1), 0, rowText(id)),
  }));
}

/** Within its centre, or to another's place when there are several. */
function moveRow([from, to, row]: [number, number, number]): Change {
  return (centres) => {
    const source = centres[from % centres.length];
    const moved = source?.rows[row % source.rows.length];
    if (moved === undefined) return centres;
    return addText(to, row + 1, moved)(dropRow([from, row])(centres));
  };
}

function duplicateRow([from, to, row]: [number, number, number]): Change {
  return (centres) => {
    const source = centres[from % centres.length];
    const twice = source?.rows[row % source.rows.length];
    return twice === undefined ? centres : addText(to, row + 1, twice)(centres);
  };
}

function addText(at: number, row: number, raw: string): Change {
  return editCentre(at, (centre) => ({
    ...centre,
    rows: centre.rows.toSpliced(row % (centre.rows.length + 1), 0, raw),
  }));
}

function dropCentre(at: number): Change {
  return (centres) => centres.filter((_, i) => i !== at % centres.length);
}

function moveCentre([from, to]: [number, number]): Change {
  return (centres) => {
    const moved = centres[from % centres.length];
    return moved === undefined ? centres : dropCentre(from)(centres).toSpliced(to % centres.length, 0, moved);
  };
}

function duplicateCentre([from, to]: [number, number]): Change {
  return (centres) => {
    const twice = centres[from % centres.length];
    return twice === undefined ? centres : centres.toSpliced(to % (centres.length + 1), 0, twice);
  };
}

function addCentre([at, id]: [number, number]): Change {
  const head = headText({ center_id: 700_000 + id, name: 'New centre' });
  return (centres) =>
    centres.toSpliced(at % (centres.length + 1), 0, { head, rows: [rowText(id)], tail: ']}' });
}
