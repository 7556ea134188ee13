// The screen "Deliveries": the channels with their counts, and what was owed, the newest first; or one of them whole.
import { Box } from 'ink';
import { useEffect, useMemo, useState } from 'react';
import type { ChannelState, DeliveryView } from '../../../src/core/snapshot.ts';
import { sentenceOf } from '../../kit/asked.ts';
import { Guard } from '../../kit/guard.tsx';
import { useKept, useSent } from '../../kit/kept.ts';
import { useHints, useKeys } from '../../kit/keys.tsx';
import type { ScreenProps } from '../../screen-contract.ts';
import { areaNamer } from '../subscribers/rows.ts';
import { shownChannels } from '../watch/channel-rows.ts';
import { ChannelsTable } from '../watch/channels-table.tsx';
import { type ChannelAct, channelGoesOn, channelHolds, pauseQuestion } from './channel-choice.ts';
import { Detail } from './detail.tsx';
import { EVERY_DELIVERY, narrowedBy, narrowedText, queryOf } from './filters.ts';
import type { FlowView } from './flow.ts';
import { DeliveryList } from './list.tsx';
import { OVERLAY_ROWS, Over, type Overlay } from './over.tsx';
import { mayDrop, mayRetry, questionText } from './texts.ts';
import { useFlow } from './use-flow.ts';
import { useNewest } from './use-newest.ts';
import { useOpened } from './use-opened.ts';

/** Lines the list takes beside the deliveries: what it is narrowed to, and its heading. */
const LIST_TOP_ROWS = 2;
/** So many deliveries are expected to be in view before the list is laid out. */
const FIRST_LAST = 60;

export function DeliveriesBody({ snapshot, control, source, width, height, say, go, at }: ScreenProps) {
  const [narrowed, narrow] = useKept('deliveries.narrowed', EVERY_DELIVERY);
  const [overlay, show] = useState<Overlay | null>(null);
  const [opened, open] = useState<DeliveryView | null>(null);
  const [view, setView] = useState<FlowView>({ first: 0, last: FIRST_LAST, keeps: 'newest' });
  const areaName = useMemo(() => areaNamer(source), [source]);
  const { flow, isNew, refusal, again } = useFlow(
    (query) => control.listDeliveries(query),
    queryOf(narrowed),
    view,
  );
  const channels = Array.isArray(snapshot.channels) ? snapshot.channels : [];
  const channelRows = Math.max(1, shownChannels(channels).length);
  const rows = Math.max(1, height - channelRows - 1 - LIST_TOP_ROWS - (overlay === null ? 0 : OVERLAY_ROWS));
  const list = useNewest(flow, rows, JSON.stringify(narrowed));
  const { offset } = list;
  const keeps = opened !== null && list.keeps === 'newest' ? 'here' : list.keeps;
  useEffect(() => setView({ first: offset, last: offset + rows, keeps }), [offset, rows, keeps]);
  useSent('deliveries.sent', at, ({ subscriberId = null, text = '' }) => {
    open(null);
    narrow(narrowedBy(text) ?? { ...EVERY_DELIVERY, subscriberId });
  });
  const closely = useOpened(opened, flow.items, control);
  const shown = opened === null ? list.current : closely;

  const tried = async (work: Promise<void>, done: string): Promise<void> => {
    try {
      await work;
      say(done, 'good');
      again();
    } catch (error) {
      say(sentenceOf(error), 'bad');
    }
  };
  const act = (what: 'Retry' | 'Drop'): void => {
    if (shown === undefined) return;
    const { id } = shown;
    const may = what === 'Retry' ? mayRetry(shown) : mayDrop(shown);
    if (!may.may) {
      say(`Not done: ${may.text}`, 'warn');
      return;
    }
    const onYes = (): void => {
      show(null);
      void (what === 'Retry'
        ? tried(control.retryDelivery(id, may.twice === true), `Delivery ${id} goes out anew.`)
        : tried(control.dropDelivery(id), `Delivery ${id} is dropped.`));
    };
    show({ kind: 'question', of: { text: questionText(what, shown, may), yes: what.toLowerCase(), onYes } });
  };
  const onChannel = (channel: ChannelState, act: ChannelAct): void => {
    const { name } = channel;
    show(null);
    if (act === 'resume') {
      void tried(control.resumeChannel(name), channelGoesOn(name));
      return;
    }
    const onYes = (): void => {
      show(null);
      void tried(control.pauseChannel(name), channelHolds(name));
    };
    show({ kind: 'question', of: { text: pauseQuestion(channel), yes: 'pause', onYes } });
  };
  const onEscape = (): boolean => {
    if (opened !== null) open(null);
    else if (narrowedText(narrowed) !== '') narrow(EVERY_DELIVERY);
    else return false;
    return true;
  };

  useHints([
    ...(opened === null
      ? [
          { keys: 'Enter', does: 'all of it' },
          { keys: 'f', does: 'filter' },
        ]
      : [{ keys: 'Esc', does: 'back' }]),
    { keys: 'R', does: 'retry' },
    { keys: 'D', does: 'drop' },
    { keys: 'v', does: 'the person' },
    { keys: 'c', does: 'pause a channel' },
  ]);
  useKeys((input, key) => {
    if (key.escape) return onEscape();
    if (key.ctrl || key.meta) return false;
    if (opened === null && list.onKey(input, key)) return true;
    if (key.return && opened === null) open(list.current ?? null);
    else if (input === 'f' && opened === null) show({ kind: 'filter' });
    else if (input === 'R') act('Retry');
    else if (input === 'D') act('Drop');
    else if (input === 'v') shown && go({ screen: 'Subscribers', subscriberId: shown.subscriberId });
    else if (input === 'c') {
      if (shownChannels(channels).length === 0) say('No channel is set up.', 'warn');
      else show({ kind: 'channel' });
    } else return false;
    return true;
  });

  const top = height - (overlay === null ? 0 : OVERLAY_ROWS);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {opened !== null && shown !== undefined ? (
        <Guard name="delivery" width={width} of={shown}>
          <Detail delivery={shown} areaName={areaName} width={width} height={top} />
        </Guard>
      ) : (
        <>
          <Guard name="channels" width={width} of={snapshot}>
            <ChannelsTable channels={channels} width={width} height={channelRows} />
          </Guard>
          <Guard name="list of deliveries" width={width} of={flow}>
            <DeliveryList {...{ flow, isNew, refusal, narrowed, list, channels, width, rows }} />
          </Guard>
        </>
      )}
      {overlay && (
        <Over
          overlay={overlay}
          {...{ narrowed, channels, width, onChannel }}
          onNarrow={(next) => {
            show(null);
            narrow(next);
          }}
          onClose={() => show(null)}
        />
      )}
    </Box>
  );
}
