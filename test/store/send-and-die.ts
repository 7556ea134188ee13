// A process that records an opening, claims the message it owes, and is killed before it can say how that ended.
import type { IstDate } from '../../src/core/ist.ts';
import { openStore } from '../../src/store/store.ts';

const NOON = Date.parse('2021-05-08T06:30:00Z');
const [path = '', sessionId = ''] = process.argv.slice(2);
const store = openStore(path, { id: 'cowin', name: 'CoWIN', bookingUrl: '', area: () => undefined });
const centre = {
  id: '1',
  name: 'Jayanagar UPHC',
  address: '',
  block: '',
  district: 'BBMP',
  state: 'Karnataka',
  pincode: '560011',
};
const session = {
  sourceId: 'cowin',
  sessionId: `${sessionId}, killed`,
  areaId: 'cowin:294',
  centre,
  date: '2021-05-09' as IstDate,
  vaccine: 'COVAXIN',
  ageMinYears: 18,
  ageMaxYears: null,
  feeType: 'free',
  feeInr: null,
  times: [],
  capacity: { '1': 12 },
} as const;
const batch = { areaId: 'cowin:294', answeredAtMs: NOON, sessions: [session], absent: [] };
store.slots.record([batch], NOON);
const options = { nowMs: NOON, limit: 1, skip: new Set<number>(), holdMs: 0, maxSlots: 20 };
const [message] = store.outbox.claim('telegram', { ...options, groupBy: 'recipient' });
if (message === undefined) throw new Error('nothing was due');
process.kill(process.pid, 'SIGKILL');
