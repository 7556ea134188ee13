// One row of an answer -> one session, or the reason why not. Checked by hand rather than with a schema library:
// this runs for every session of every changed answer, and a bad field must cost its own row only.
import type { AreaId } from '../../core/area.ts';
import { safeText } from '../../core/safe-text.ts';
import type { Centre, FeeType, Session } from '../../core/session.ts';
import { vaccineName } from '../../core/vaccine.ts';
import { COWIN } from './areas.ts';
import {
  agesOf,
  capacityOf,
  type DateReader,
  feeTypeOf,
  listedFee,
  pincodeOf,
  type Row,
  type RowProblem,
  rupeesOf,
  sessionIdOf,
  timesOf,
} from './quirks.ts';

/** What the sessions of a centre share. */
export interface CentreReading {
  readonly centre: Centre;
  readonly areaId: AreaId;
  readonly feeType: FeeType;
  /** `vaccine_fees` as sent. */
  readonly fees: unknown;
}

/** `id` is there when the row has one that can be read. */
export type RowReading =
  | { readonly session: Session }
  | { readonly problem: RowProblem; readonly id: string | undefined };

const NAME_MAX_CHARS = 200;
const ADDRESS_MAX_CHARS = 300;
const PLACE_MAX_CHARS = 100;
const CENTRE_ID_MAX_CHARS = 40;

/** The centre fields: of a centre (calendar), or of a flat session (find). */
export function readCentre(row: Row, areaOf: (centre: Centre) => AreaId): CentreReading {
  const centre: Centre = {
    id: safeText(row.center_id, CENTRE_ID_MAX_CHARS),
    name: safeText(row.name, NAME_MAX_CHARS),
    address: safeText(row.address, ADDRESS_MAX_CHARS),
    block: safeText(row.block_name, PLACE_MAX_CHARS),
    district: safeText(row.district_name, PLACE_MAX_CHARS),
    state: safeText(row.state_name, PLACE_MAX_CHARS),
    pincode: pincodeOf(row.pincode),
  };
  return { centre, areaId: areaOf(centre), feeType: feeTypeOf(row.fee_type), fees: row.vaccine_fees };
}

/** The first problem ends the reading. Id, date, doses and ages must be readable; anything else may be missing. */
export function readSession(row: Row, at: CentreReading, dateOf: DateReader): RowReading {
  const sessionId = sessionIdOf(row.session_id);
  if (sessionId === 'id-missing' || sessionId === 'id-unreadable') {
    return { problem: sessionId, id: undefined };
  }
  const date = dateOf(row.date);
  if (isProblem(date)) return { problem: date, id: sessionId };
  const capacity = capacityOf(row);
  if (typeof capacity === 'string') return { problem: capacity, id: sessionId };
  const ages = agesOf(row);
  if (typeof ages === 'string') return { problem: ages, id: sessionId };
  const vaccine = vaccineName(row.vaccine);
  const feeInr = at.feeType === 'free' ? null : (rupeesOf(row.fee) ?? listedFee(at.fees, vaccine));
  return {
    session: {
      sourceId: COWIN,
      sessionId,
      areaId: at.areaId,
      centre: at.centre,
      date,
      vaccine,
      ageMinYears: ages.minYears,
      ageMaxYears: ages.maxYears,
      feeType: at.feeType,
      feeInr,
      times: timesOf(row.slots),
      capacity,
    },
  };
}

function isProblem(date: ReturnType<DateReader>): date is RowProblem {
  return date.startsWith('date-');
}
