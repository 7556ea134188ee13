// One subscriber looked at closely: facts, what they are told of, what they were owed lately.
import { Box } from 'ink';
import { useState } from 'react';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { type AreaNamer, placeText } from '../../../src/core/text/wish.ts';
import { sentenceOf, useAsked } from '../../kit/asked.ts';
import { Facts } from '../../kit/facts.tsx';
import { useGlyphs } from '../../kit/glyphs.ts';
import { useHints, useKeys } from '../../kit/keys.tsx';
import { useList } from '../../kit/list.ts';
import { plain } from '../../kit/plain.ts';
import { Table } from '../../kit/table.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import type { ScreenProps } from '../../screen-contract.ts';
import { DELIVERY_TITLE_SPAN, deliveryColumns, deliveryRow } from '../deliveries/rows.ts';
import { Over, type Overlay, overlayRows } from './overlay.tsx';
import {
  personFacts,
  personTitle,
  SUBSCRIPTION_COLUMNS,
  SUBSCRIPTION_TITLE_SPAN,
  subscriptionRow,
} from './person-rows.ts';
import { useActs } from './use-acts.ts';
import { useSamePerson } from './use-same-person.ts';

/** How often they are looked at again (ms). */
const AGAIN_MS = 2_000;
const LAST_DELIVERIES = 50;
const FACT_NAME_WIDTH = 12;
/** All keys for a person who is shown but `v`, as their hints name them. */
const PERSON_KEYS: ReadonlySet<string> = new Set('acsdprbxt');
/** Title and facts. */
const TOP_ROWS = 5;

export interface PersonProps
  extends Pick<ScreenProps, 'snapshot' | 'control' | 'source' | 'say' | 'go' | 'width' | 'height'> {
  readonly id: number;
  /** As the list has them; undefined when they are not in it. Shown until the engine answers. */
  readonly listed: SubscriberWithSubscriptions | undefined;
  readonly areaName: AreaNamer;
  /** Called after they changed. */
  readonly onChange: () => void;
  readonly onClose: () => void;
}

export function Person(props: PersonProps) {
  const { id, listed, control, width } = props;
  const looks = useLooks();
  const person = useAsked<SubscriberWithSubscriptions | null>(
    async () =>
      (await control.listSubscribers({ afterId: id - 1, limit: 1 })).find((one) => one.id === id) ?? null,
    AGAIN_MS,
    [id],
    listed,
  );
  // Whoever knows the keys need not wait for the answer; a key for a person not shown yet must not mean the engine.
  useKeys((input, key) => {
    if (person.value || key.ctrl || key.meta) return false;
    if (key.escape) props.onClose();
    else if (input === 'v') props.go({ screen: 'Deliveries', subscriberId: id });
    else return PERSON_KEYS.has(input);
    return true;
  });
  if (person.value) return <Known {...props} person={person.value} again={person.again} />;
  const text =
    person.value === null
      ? `There is no subscriber ${id} any more.`
      : person.refusal || 'Asking the engine …';
  return <TextCell text={plain(text)} width={width} looks={looks('warn')} />;
}

interface KnownProps extends PersonProps {
  readonly person: SubscriberWithSubscriptions;
  readonly again: () => void;
}

function Known({ person, again, control, source, say, go, areaName, width, height, ...props }: KnownProps) {
  const glyphs = useGlyphs();
  const [overlay, show] = useState<Overlay | null>(null);
  const deliveries = useAsked(
    () => control.listDeliveries({ subscriberId: person.id, limit: LAST_DELIVERIES }),
    AGAIN_MS,
    [person.id],
  );
  const changed = (): void => {
    again();
    deliveries.again();
    props.onChange();
  };
  const acts = useActs({
    control,
    say,
    show,
    onChange: (removed) => (removed ? props.onClose() : changed()),
  });
  const { subscriptions } = person;
  const below = overlayRows(overlay);
  const room = Math.max(0, height - TOP_ROWS - 2 - (below ?? 0));
  const subscriptionRows = Math.max(1, Math.min(Math.max(1, subscriptions.length), Math.ceil(room / 2)));
  const deliveryRows = Math.max(0, room - subscriptionRows);
  const list = useList({ count: subscriptions.length, rows: subscriptionRows });
  useSamePerson(list, (line) => subscriptions[line]?.id, `${person.id}`);
  const subscription = subscriptions[list.cursor];

  const done = async (work: Promise<unknown>, text: string): Promise<void> => {
    try {
      await work;
      say(text, 'good');
      changed();
    } catch (error) {
      say(sentenceOf(error), 'bad');
    }
  };
  const onSubscription = (input: string, isEnter: boolean): boolean => {
    if (!isEnter && input !== 'c' && input !== 's' && input !== 'd') return false;
    if (subscription === undefined) return true;
    const { id, paused } = subscription;
    const place = placeText(subscription, areaName);
    if (input === 's')
      void done(
        paused ? control.resumeSubscription(person.id, id) : control.pauseSubscription(person.id, id),
        `${paused ? 'On again' : 'Paused'}: ${place}.`,
      );
    else if (input === 'd') {
      const onYes = (): void => {
        show(null);
        void done(control.removeSubscription(person.id, id), `Removed: ${place}.`);
      };
      const text = `Remove this subscription (${place})? They are told nothing of it any more.`;
      show({ kind: 'question', of: { text, yes: 'remove', onYes } });
    } else {
      const onChanged = (): void => {
        show(null);
        say(`Changed: ${place}.`, 'good');
        changed();
      };
      show({ kind: 'change', subscription, onChanged });
    }
    return true;
  };

  useHints([
    { keys: 'Esc', does: 'back' },
    { keys: 'a', does: 'add' },
    ...(subscription === undefined
      ? []
      : [
          { keys: 'c', does: 'change' },
          { keys: 's', does: subscription.paused ? 'go on with it' : 'pause it' },
          { keys: 'd', does: 'remove it' },
        ]),
    { keys: 'p r b x t', does: 'the person' },
    { keys: 'v', does: 'deliveries' },
  ]);
  useKeys((input, key) => {
    if (key.ctrl || key.meta) return false;
    if (key.escape) props.onClose();
    else if (input === 'v') go({ screen: 'Deliveries', subscriberId: person.id });
    else if (input === 'a') {
      const onAdded = (_: SubscriberWithSubscriptions, added: boolean): void => {
        show(null);
        say(added ? 'Added.' : 'That subscription stood already.', added ? 'good' : 'warn');
        changed();
      };
      show({ kind: 'add', first: person.channel, to: person, onAdded });
    } else return list.onKey(input, key) || onSubscription(input, key.return) || acts.onOne(input, person);
    return true;
  });

  const over = overlay && (
    <Over
      overlay={overlay}
      {...{ control, source, areaName, width }}
      height={below ?? height}
      onClose={() => show(null)}
    />
  );
  if (below === null) return over;
  const last = deliveries.value ?? [];
  const { channels } = props.snapshot;
  const empty =
    deliveries.refusal ||
    (deliveries.value === undefined ? 'Asking the engine …' : 'Nothing was owed to them yet.');
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <TextCell text={personTitle(person)} width={width} looks={{ bold: true }} />
      <Facts facts={personFacts(person)} nameWidth={FACT_NAME_WIDTH} width={width} />
      <Table
        title="Subscriptions"
        titleSpan={SUBSCRIPTION_TITLE_SPAN}
        columns={SUBSCRIPTION_COLUMNS}
        rows={subscriptions
          .slice(list.offset, list.offset + subscriptionRows)
          .map((one, at) =>
            subscriptionRow(
              one,
              { isHere: list.offset + at === list.cursor, isPicked: false, picked: glyphs.picked },
              areaName,
            ),
          )}
        empty="They ask for nothing: a adds a subscription."
        width={width}
        height={subscriptionRows}
      />
      <Table
        title="Last deliveries"
        titleSpan={DELIVERY_TITLE_SPAN}
        columns={deliveryColumns(false)}
        rows={last.slice(0, deliveryRows).map((delivery) => deliveryRow(delivery, false, false, channels))}
        empty={plain(empty)}
        width={width}
        height={deliveryRows}
      />
      {over}
    </Box>
  );
}
