// An engine in one line, for terminals that cannot show a screen, and for pipes. Pure.
import { durationText, timeText } from '../src/core/ist.ts';
import type { EngineSnapshot, FeedItem } from '../src/core/snapshot.ts';
import { channelText } from '../src/core/subscription.ts';
import { countText, latencyText, plural, rateText, shareText } from './kit/figures.ts';
import { plain } from './kit/plain.ts';
import { offText, shownChannels } from './screens/watch/channel-rows.ts';
import { shortDate } from './screens/watch/feed-rows.ts';
import { sweepText } from './screens/watch/lines.ts';

/** `14:03:22 IST  running  CoWIN ok  0.30/s  …` */
export function plainStatus(snapshot: EngineSnapshot): string {
  const { source, pace, polls, dedupe } = snapshot;
  const sweep = sweepText(snapshot);
  const why = source.detail === '' ? '' : ` (${plain(source.detail)})`;
  const channels = shownChannels(snapshot.channels).map(
    ({ name, state, pending, sending, sent }) =>
      `${channelText(name)} ${state} ${countText(sent)} sent ${countText(pending + sending)} queued`,
  );
  const paused = snapshot.areas.filter((area) => area.paused).length;
  return [
    timeText(snapshot.atMs),
    snapshot.state,
    `${plain(source.name)} ${source.state}${why}`,
    `${rateText(pace.usedPerS)}/s`,
    ...(sweep === '' ? [] : [sweep]),
    ...(paused === 0 ? [] : [`${plural(paused, 'area')} paused`]),
    `p99 ${latencyText(polls.latencyP99Ms)}`,
    `${shareText(polls.unchanged, polls.calls)} same`,
    `${plural(snapshot.slotsOpen, 'slot')} open`,
    `dedupe ${dedupe.mode} ${dedupe.state}`,
    channels.length === 0 ? `channels ${offText(snapshot.channels)}` : channels.join(', '),
  ].join('  ');
}

/** `14:03:20 IST  opened  PHC Malleswaram 560003, 9 May, COVAXIN 18-44 dose 1, 12 doses` */
export function plainFeedItem(item: FeedItem): string {
  const dose = item.dose === 'any' ? '' : ` dose ${item.dose}`;
  const what = `${plain(item.centreName)} ${plain(item.pincode)}, ${shortDate(item.date)}, ${plain(item.vaccine)} ${plain(item.ageText)}${dose}`;
  const how =
    item.kind === 'opened'
      ? plural(item.capacity, 'dose')
      : `was open ${item.lastedMs === null ? 'for a while' : durationText(item.lastedMs)}`;
  return `${timeText(item.atMs)}  ${item.kind}  ${what}, ${how}`;
}
