// A delivery for tests.
import type { DeliveryView } from '../../../src/core/snapshot.ts';

export function delivery(of: Partial<DeliveryView> = {}): DeliveryView {
  return {
    id: 7,
    openingKey: 'cowin:s1:1:1',
    subscriberId: 3,
    channel: 'telegram',
    address: '42',
    state: 'pending',
    why: '',
    attempts: 0,
    createdAtMs: Date.parse('2021-05-08T14:03:22+05:30'),
    settledAtMs: null,
    centreName: 'PHC Malleswaram',
    areaId: 'cowin:294',
    date: '2021-05-09',
    vaccine: 'COVISHIELD',
    dose: '1',
    ...of,
  };
}
