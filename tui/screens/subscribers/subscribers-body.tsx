// The screen "Subscribers": the list of everybody, or one person looked at closely. What the list was narrowed to, where
// the cursor was and who was picked stay while one looks at a person, or at another screen.
import { useEffect, useMemo, useState } from 'react';
import type { SubscriberSearch } from '../../../src/core/records.ts';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { Guard } from '../../kit/guard.tsx';
import { useKept, useSent } from '../../kit/kept.ts';
import { useList } from '../../kit/list.ts';
import type { ScreenProps } from '../../screen-contract.ts';
import { Everybody } from './everybody.tsx';
import { EVERYBODY, searchOf } from './filters.ts';
import { type Overlay, overlayRows } from './overlay.tsx';
import { Person } from './person.tsx';
import { areaNamer } from './rows.ts';
import { useLook, usePager } from './use-pager.ts';
import { useSamePerson } from './use-same-person.ts';

/** The line above the list, and its heading. */
const TOP_ROWS = 2;

type Search = Omit<SubscriberSearch, 'offset' | 'limit'>;

export function SubscribersBody(props: ScreenProps) {
  const { snapshot, control, source, width, height, at } = props;
  const [opened, open] = useKept<number | null>('subscribers.opened', null);
  const [narrowed, narrow] = useKept('subscribers.narrowed', EVERYBODY);
  const [picked, pick] = useKept<ReadonlyMap<number, SubscriberWithSubscriptions>>(
    'subscribers.picked',
    new Map(),
  );
  const [cursor, keepCursor] = useKept('subscribers.cursor', 0);
  const [isBack, setBack] = useState(cursor === 0);
  const [overlay, show] = useState<Overlay | null>(null);
  const areaName = useMemo(() => areaNamer(source), [source]);
  const isListed = opened === null;
  const paged = usePager<Search, SubscriberWithSubscriptions>(
    (search, offset, limit) => control.searchSubscribers({ ...search, offset, limit }),
    isListed,
  );
  const rows = Math.max(1, height - TOP_ROWS - (overlayRows(overlay) ?? 0));
  const list = useList({ count: paged.pages.total ?? 0, rows });
  useSamePerson(list, (line) => paged.pager.line(line)?.id, paged.pages.search);
  const isKnown = paged.pages.total !== null;
  // The list is as long as it was only once the engine has answered.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is known
  useEffect(() => {
    if (!isKnown || isBack) return;
    list.moveTo(cursor);
    setBack(true);
  }, [isKnown]);
  useEffect(() => {
    if (isBack && isKnown) keepCursor(list.cursor);
  }, [isBack, isKnown, list.cursor, keepCursor]);
  const { active, paused, gone } = snapshot.subscribers;
  const view = { first: list.offset, rows };
  useLook(paged.pager, searchOf(narrowed), view, isListed ? `${active} ${paused} ${gone}` : '');
  useSent('subscribers.sent', at, ({ subscriberId = null, text }) => {
    open(subscriberId);
    if (text !== undefined) narrow({ ...EVERYBODY, text });
  });

  if (opened !== null) {
    const here = paged.pager.line(list.cursor);
    return (
      <Guard name="subscriber" width={width} of={snapshot}>
        <Person
          {...props}
          key={opened}
          id={opened}
          listed={here?.id === opened ? here : undefined}
          areaName={areaName}
          onChange={paged.pager.again}
          onClose={() => open(null)}
        />
      </Guard>
    );
  }
  return (
    <Guard name="list of subscribers" width={width} of={snapshot}>
      <Everybody
        {...props}
        {...{ paged, narrowed, narrow, picked, pick, overlay, show, list, rows, areaName, open }}
      />
    </Guard>
  );
}
