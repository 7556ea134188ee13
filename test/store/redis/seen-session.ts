// A session as the memory of what was recorded is asked about it: one of today, told apart by id, doses and area.
import { istDateOf } from '../../../src/core/ist.ts';
import type { Session } from '../../../src/core/session.ts';

export const TODAY = istDateOf(Date.now());

export function session(id: string, capacity: number, areaId = 'cowin:294'): Session {
  return {
    sourceId: 'cowin',
    sessionId: id,
    areaId,
    centre: {
      id: '1',
      name: 'Town Hall',
      address: '',
      block: '',
      district: '',
      state: '',
      pincode: '560001',
    },
    date: TODAY,
    vaccine: 'COVAXIN',
    ageMinYears: 18,
    ageMaxYears: null,
    feeType: 'free',
    feeInr: null,
    times: [],
    capacity: { '1': capacity },
  };
}
