// Quiet hours: read as people write them, said with what they mean.
import { parseQuiet, quietText } from '../../src/core/quiet.ts';
import type { Quiet } from '../../src/core/subscription.ts';
import { bold } from '../../src/core/text/marked.ts';
import { key, rows, type Screen, screen } from './screen.ts';
import { personOf, type Turn } from './turn.ts';
import { MY_ALERTS, nothingYet } from './welcome.ts';

const OFFERED: readonly Quiet[] = [
  { fromHour: 22, toHour: 7 },
  { fromHour: 23, toHour: 6 },
  { fromHour: 21, toHour: 8 },
];

/** `/quiet`, with or without hours or `off`. */
export async function quietScreen(turn: Turn, text: string): Promise<Screen> {
  const person = await personOf(turn);
  if (person === undefined) return nothingYet();
  if (/^(?:off|none|no|stop)$/i.test(text)) return setQuietScreen(turn, null);
  const asked = text === '' ? undefined : parseQuiet(in24Hours(text));
  if (asked !== undefined) return setQuietScreen(turn, asked);
  return screen(
    [
      person.quiet === null ? 'You have no quiet hours.' : `Quiet hours: ${quietText(person.quiet)}.`,
      text === ''
        ? 'What opens in quiet hours comes as one message when they end, only what is still open then.'
        : 'I did not understand these hours. Write two whole hours, like /quiet 22-7, or choose:',
    ],
    ...rows(
      OFFERED.map((quiet) => key(quietText(quiet), { do: 'quiet', quiet })),
      1,
    ),
    person.quiet === null ? [] : [key('No quiet hours', { do: 'quiet', quiet: null })],
  );
}

/** Sets quiet hours, or ends them. */
export async function setQuietScreen(turn: Turn, quiet: Quiet | null): Promise<Screen> {
  const person = await personOf(turn);
  const changed = person === undefined ? undefined : await turn.self.setQuiet(person.id, quiet);
  if (changed === undefined) return nothingYet();
  if (quiet === null) return screen(['No quiet hours any more: alerts come at any time.'], [MY_ALERTS]);
  return screen(
    [
      bold(`Quiet from ${quietText(quiet)}`),
      'What opens in these hours comes as one message when they end, only what is still open then.',
    ],
    [key('No quiet hours', { do: 'quiet', quiet: null }), MY_ALERTS],
  );
}

/** `10pm-7am` -> `22-7` */
function in24Hours(text: string): string {
  return text.replace(/(\d{1,2})(?::00)? ?([ap])\.?m\.?/gi, (_, hour: string, half: string) =>
    String((Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)),
  );
}
