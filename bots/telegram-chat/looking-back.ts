// `/why` and `/status`: how alerts stand, how fresh they can be, and what became of all that opened in the last day.
// However much there is to say, it stays within one message: what does not fit is counted.
import { failureInWords } from '../../src/core/failure-words.ts';
import { everyText } from '../../src/core/freshness.ts';
import { durationText, minuteText } from '../../src/core/ist.ts';
import { quietText } from '../../src/core/quiet.ts';
import type { WhySubscription } from '../../src/core/self-service.ts';
import { bold, type Marked, plain, stack, TELEGRAM_MAX_UNITS } from '../../src/core/text/marked.ts';
import { count } from '../../src/core/text/parts.ts';
import { whyLine, whySummary } from '../../src/core/text/why.ts';
import { choicesText } from './choices.ts';
import { placeName, polledArea } from './places.ts';
import { key, type Screen } from './screen.ts';
import { personOf, stateText, type Turn } from './turn.ts';
import { MY_ALERTS, nothingYet } from './welcome.ts';

/** Kept free for the line that counts what does not fit. */
const ROOM_FOR_MORE = 60;

/** `/status` */
export async function statusScreen(turn: Turn): Promise<Screen> {
  const person = await personOf(turn);
  const entries = person === undefined ? undefined : await turn.self.why(person.id);
  if (person === undefined || entries === undefined) return nothingYet();
  const { quiet, lastAlertAtMs } = person;
  const head = [
    bold(`Your alerts: ${stateText(person)}`),
    plain(quiet === null ? 'No quiet hours.' : `Quiet hours: ${quietText(quiet)}.`),
    plain(lastAlertAtMs === null ? 'No alert was sent yet.' : `Last alert: ${minuteText(lastAlertAtMs)}.`),
  ];
  const blocks = entries.map((entry) => [stack([title(turn, entry), plain(pollText(turn, entry))])]);
  return { text: fitted(head, blocks), keys: [[key('Why?', { do: 'why' }), MY_ALERTS]] };
}

/** `/why` */
export async function whyScreen(turn: Turn): Promise<Screen> {
  const person = await personOf(turn);
  const entries = person === undefined ? undefined : await turn.self.why(person.id);
  if (person === undefined || entries === undefined || entries.length === 0) return nothingYet();
  const head = person.state === 'active' ? [] : [bold(`Your alerts are ${stateText(person)}`)];
  const blocks = entries.map((entry) => [
    stack([title(turn, entry), plain(pollText(turn, entry)), ...whySummary(entry).map(plain)]),
    ...entry.newest.map(({ opening, fate }) => plain(`• ${whyLine(opening, fate)}`)),
  ]);
  const filtered = entries.some((entry) => entry.newest.length > 0);
  const keys = filtered ? [MY_ALERTS, key('Status', { do: 'status' })] : [MY_ALERTS];
  return { text: fitted(head, blocks), keys: [keys] };
}

function title({ places }: Turn, { subscription }: WhySubscription): Marked {
  const paused = subscription.paused ? ' (paused)' : '';
  return stack([bold(placeName(places, subscription)), plain(`: ${choicesText(subscription)}${paused}`)], '');
}

/** When the area was last polled, how often it is, and whether that worked. */
function pollText(turn: Turn, { subscription, lastGoodMs, intervalMs, failure }: WhySubscription): string {
  const area = polledArea(turn.places, subscription);
  const every =
    intervalMs === null ? (area === undefined ? '' : turn.pollsEvery(area.id)) : everyText(intervalMs);
  const last =
    lastGoodMs === null
      ? 'Not checked yet'
      : `Last checked ${durationText(Math.max(0, turn.nowMs - lastGoodMs))} ago`;
  const failed =
    failure === '' ? '' : ` The last try failed (${failureInWords(failure)}); it is tried again.`;
  return `${last}${every === '' ? '' : `; it is checked ${every}`}.${failed}`;
}

/** Each block begins with what must be said; its lines follow as far as there is room, for all blocks alike. */
function fitted(head: readonly Marked[], blocks: readonly (readonly Marked[])[]): Marked {
  let room = TELEGRAM_MAX_UNITS - ROOM_FOR_MORE - head.reduce((sum, one) => sum + one.units + 1, 0);
  const shown: Marked[][] = [];
  for (const [first] of blocks) {
    if (first === undefined || first.units + 2 > room) break;
    room -= first.units + 2;
    shown.push([first]);
  }
  const longest = Math.max(0, ...blocks.map((block) => block.length));
  for (let at = 1; at < longest; at++) {
    for (const [index, block] of shown.entries()) {
      const one = blocks[index]?.[at];
      if (one === undefined || block.length < at || one.units + 1 > room) continue;
      room -= one.units + 1;
      block.push(one);
    }
  }
  const more = blocks.length - shown.length;
  const left = more === 0 ? [] : [plain(`and ${count(more, 'more alert')}; /list shows all`)];
  const lines = stack(head);
  const parts = [...(head.length === 0 ? [] : [lines]), ...shown.map((block) => stack(block)), ...left];
  return stack(parts, '\n\n');
}
