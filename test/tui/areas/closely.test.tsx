// An area looked at closely leads on to all people, whatever their list was narrowed to before.
import { expect, it } from 'vitest';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { KeptStates } from '../../../tui/kit/kept.ts';
import type { Destination } from '../../../tui/screen-contract.ts';
import { AreaDetail } from '../../../tui/screens/areas/area-detail.tsx';
import { SubscribersBody } from '../../../tui/screens/subscribers/subscribers-body.tsx';
import { plainControl } from '../../support/plain-control.ts';
import { area, quietSnapshot } from '../../support/snapshots.ts';
import { partOn } from '../part.tsx';

it('u leads to all subscribers, as it says', async () => {
  const bbmp = area('BBMP');
  const snapshot = quietSnapshot({ areas: [bbmp] });
  const control = plainControl({ snapshot });
  const went: Destination[] = [];
  const part = partOn(
    <AreaDetail
      {...{ snapshot, control, area: bbmp, areaId: bbmp.id, lost: false, width: 100, height: 24 }}
      go={(to) => void went.push(to)}
    />,
  );
  await expect.poll(part.text).toContain('BBMP');
  part.type('u');
  await expect.poll(() => went).toHaveLength(1);

  const kept = new Map<string, unknown>();
  const people = (at: Destination | undefined) => (
    <KeptStates value={kept}>
      <SubscribersBody
        {...{ snapshot, control, at, setup: undefined, source: cowinSource() }}
        {...{ lost: false, width: 100, height: 24 }}
        say={() => undefined}
        go={() => undefined}
      />
    </KeptStates>
  );
  part.show(people({ screen: 'Subscribers', text: 'ravi' }));
  await expect.poll(part.text).toContain('with “ravi”');
  part.show(people(went[0]));
  await expect.poll(part.text).not.toContain('with “ravi”');
});
