// The simulator's own door, `/_sim/…`: open and close slots, spoil answers, read the ledger and the figures.
// Every request is checked; what is wrong with one is said in a sentence.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Dose } from '../core/session.ts';
import type { SimSession } from './centres.ts';
import { FAULT_MODES, type Faults } from './faults.ts';
import type { LedgerOpening } from './ledger.ts';
import type { Script } from './script.ts';
import type { Slots } from './slots.ts';

export interface SimReply {
  readonly status: number;
  readonly value: unknown;
}

export interface SimParts {
  readonly slots: Slots;
  readonly script: Script;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly stats: () => unknown;
}

const district = z.coerce.number({ error: 'must be a district number, such as 294' }).int().positive();
const capacity = z.number().nonnegative().max(1e9);
const dose = z
  .union([z.enum(['1', '2', 'any']), z.literal(1), z.literal(2)])
  .transform((value) => `${value}` as Dose);

const OPEN = z.strictObject({
  district: district.optional(),
  session: z.string().optional(),
  centre: z.union([z.string(), z.number()]).optional(),
  dose: dose.optional(),
  capacity: capacity.positive().default(20),
  vaccine: z.string().optional(),
  ageMin: z.number().int().optional(),
  lasts: z.number().positive().optional(),
});
const CLOSE = z.strictObject({
  session: z.string().optional(),
  dose: dose.optional(),
  district: district.optional(),
  all: z.literal(true).optional(),
});
const SET = z.strictObject({
  district: district.optional(),
  session: z.string(),
  dose1: capacity.optional(),
  dose2: capacity.optional(),
  any: capacity.optional(),
  listed: z.boolean().optional(),
});
const FAIL = z.strictObject({
  mode: z.enum(FAULT_MODES),
  for: z.number().positive().optional(),
  calls: z.number().int().positive().optional(),
  district: district.optional(),
  share: z.number().positive().max(1).default(1),
  retryAfter: z.union([z.string(), z.number()]).optional(),
  delay: z.number().positive().default(5),
});
const RATE = z.strictObject({ openingsPerMinute: z.number().nonnegative().max(60_000) });

/** What the door offers, in words, for `GET /_sim`. */
const HELP = {
  'POST /_sim/open':
    '{district, centre?, session?, dose?, capacity? (20), vaccine?, ageMin?, lasts? (seconds; else open until closed)}',
  'POST /_sim/close': '{session, dose?} or {district} or {all: true}',
  'POST /_sim/set': '{session, district?, dose1?, dose2?, any?, listed?}: exact state',
  'POST /_sim/fail': `{mode, for? (seconds), calls?, district?, share? (0-1), retryAfter?, delay? (seconds)}; modes: ${FAULT_MODES.join(' ')}`,
  'POST /_sim/rate': '{openingsPerMinute}: how many slots open by themselves',
  'POST /_sim/clear': 'ends all failures',
  'GET /_sim/ledger': 'every opening and closing, with times',
  'GET /_sim/stats': 'calls by path, status and district',
};

/** Answers one request at the door; `text` is its body. */
export function simReply(parts: SimParts, method: string, path: string, text: string): SimReply {
  const route = `${method} ${path.replace(/^\/_sim\/?/, '').replace(/\/$/, '')}`;
  switch (route) {
    case 'GET ':
      return ok(HELP);
    case 'GET ledger':
      return ok(parts.slots.ledger());
    case 'GET stats':
      return ok(parts.stats());
    case 'POST clear':
      parts.faults.clear();
      return ok({ failures: 0 });
    case 'POST open':
      return checked(OPEN, text, (input) => open(parts, input));
    case 'POST close':
      return checked(CLOSE, text, (input) => close(parts, input));
    case 'POST set':
      return checked(SET, text, (input) => set(parts, input));
    case 'POST fail':
      return checked(FAIL, text, (input) => fail(parts, input));
    case 'POST rate':
      return checked(RATE, text, ({ openingsPerMinute }) => {
        parts.script.setRate(openingsPerMinute);
        return ok({ openingsPerMinute });
      });
    default:
      return no(404, `There is no ${method} ${path} here. GET /_sim lists what there is.`);
  }
}

function open({ slots, script }: SimParts, input: z.output<typeof OPEN>): SimReply {
  if (input.district === undefined && input.session === undefined)
    return no(400, 'Say which district, or which session.');
  if (input.district !== undefined && slots.country.district(input.district) === undefined) {
    return no(404, `There is no district ${input.district}.`);
  }
  const session =
    input.session === undefined
      ? script.closedSession(input.district as number, (one) => fits(one, input))
      : slots.country.session(input.session);
  if (session === undefined) {
    return input.session === undefined
      ? no(409, 'No closed session there fits: all are open, were opened lately, or differ.')
      : no(404, `There is no session ${input.session} in any district asked for so far.`);
  }
  const wanted = input.dose ?? (session.capacity.has('1') ? '1' : 'any');
  if (!session.capacity.has(wanted)) return no(409, `That session does not speak of dose ${wanted}.`);
  script.cancel(session, wanted);
  const opening = slots.change(session, wanted, input.capacity, 'request');
  if (input.lasts !== undefined) script.bookOut(session, wanted, input.lasts * 1000);
  return ok({ opening, session: describe(session) });
}

function fits(session: SimSession, input: z.output<typeof OPEN>): boolean {
  const { centre } = session;
  const wantsCentre =
    input.centre === undefined ||
    `${input.centre}` === `${centre.id}` ||
    (typeof input.centre === 'string' && centre.name.toLowerCase().includes(input.centre.toLowerCase()));
  return (
    wantsCentre &&
    session.capacity.has(input.dose ?? '1') &&
    (input.vaccine === undefined || input.vaccine === session.vaccine) &&
    (input.ageMin === undefined || input.ageMin === session.ageMinYears)
  );
}

function close({ slots, script }: SimParts, input: z.output<typeof CLOSE>): SimReply {
  const { session, district: number, all } = input;
  if (session === undefined && number === undefined && all !== true) {
    return no(400, 'Say which session or district to close, or {"all": true}.');
  }
  const closed: LedgerOpening[] = [];
  for (const opening of slots.ledger().openings) {
    const named = all === true || opening.sessionId === session || opening.district === number;
    const thisDose = input.dose === undefined || opening.dose === input.dose;
    if (opening.closedAtMs !== null || !named || !thisDose) continue;
    const found = slots.country.session(opening.sessionId);
    if (found === undefined) continue;
    script.cancel(found, opening.dose);
    slots.change(found, opening.dose, 0, 'request');
    closed.push(opening);
  }
  return ok({ closed });
}

function set({ slots, script }: SimParts, input: z.output<typeof SET>): SimReply {
  if (input.district !== undefined) slots.country.district(input.district);
  const session = slots.country.session(input.session);
  if (session === undefined)
    return no(404, `There is no session ${input.session}. Say its district as well.`);
  const wishes: readonly (readonly [Dose, number | undefined])[] = [
    ['1', input.dose1],
    ['2', input.dose2],
    ['any', input.any],
  ];
  const unknown = wishes.find(([wanted, value]) => value !== undefined && !session.capacity.has(wanted));
  if (unknown !== undefined) return no(409, `That session does not speak of dose ${unknown[0]}.`);
  for (const [wanted, value] of wishes) {
    if (value === undefined) continue;
    script.cancel(session, wanted);
    slots.change(session, wanted, value, 'request');
  }
  if (input.listed !== undefined) slots.list(session, input.listed);
  return ok({ session: describe(session) });
}

function fail({ faults, clock }: SimParts, input: z.output<typeof FAIL>): SimReply {
  faults.add({
    mode: input.mode,
    district: input.district ?? null,
    share: input.share,
    untilMs: input.for === undefined ? null : clock.monotonicMs() + input.for * 1000,
    callsLeft: input.calls ?? null,
    retryAfter: input.retryAfter === undefined ? null : `${input.retryAfter}`,
    delayMs: input.delay * 1000,
  });
  return ok({ failures: faults.list().length });
}

/** A session as the door shows it. */
function describe(session: SimSession): Record<string, unknown> {
  const { centre } = session;
  return {
    id: session.id,
    areaId: session.areaId,
    centreId: centre.id,
    centreName: centre.name,
    pincode: centre.pincode,
    date: session.date,
    vaccine: session.vaccine,
    ageMinYears: session.ageMinYears,
    ageMaxYears: session.ageMaxYears,
    feeType: centre.fees === null ? 'free' : 'paid',
    capacity: Object.fromEntries(session.capacity),
    listed: session.listed,
  };
}

function checked<T>(schema: z.ZodType<T>, text: string, use: (input: T) => SimReply): SimReply {
  let value: unknown;
  try {
    value = JSON.parse(text === '' ? '{}' : text);
  } catch {
    return no(400, 'The body is not JSON.');
  }
  const result = schema.safeParse(value);
  if (result.success) return use(result.data);
  const issue = result.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? 'The body' : `"${issue.path.join('.')}"`;
  return no(400, `${where} is not right: ${issue?.message ?? 'unknown'}.`);
}

function ok(value: unknown): SimReply {
  return { status: 200, value };
}

function no(status: number, error: string): SimReply {
  return { status, value: { error } };
}
