// A message as it is to appear: text and rows of buttons. Built by the conversation, encoded for the Bot API here.
import { type Marked, plain, stack } from '../../src/core/text/marked.ts';
import { line } from '../../src/core/text/parts.ts';
import { type Press, pressData } from './press.ts';

export type Key = { readonly label: string } & ({ readonly press: Press } | { readonly url: string });

export interface Screen {
  readonly text: Marked;
  readonly keys: readonly (readonly Key[])[];
}

type Button = { text: string } & ({ callback_data: string } | { url: string });

/** The Bot API's form of rows of buttons. */
export interface Keyboard {
  readonly inline_keyboard: Button[][];
}

/** Longer labels are cut by phones, in the middle of what matters. */
const LABEL_MAX_UNITS = 40;

export function screen(lines: readonly (Marked | string)[], ...keys: readonly (readonly Key[])[]): Screen {
  const text = stack(lines.map((one) => (typeof one === 'string' ? plain(one) : one)));
  return { text, keys: keys.filter((row) => row.length > 0) };
}

export const key = (label: string, press: Press): Key => ({ label, press });

/** A web page; only what `isWebAddress` lets pass, as Telegram refuses the whole message otherwise. */
export const link = (label: string, url: string): Key => ({ label, url });

/** Buttons side by side, `across` to a row. */
export function rows(keys: readonly Key[], across: number): readonly (readonly Key[])[] {
  return Array.from({ length: Math.ceil(keys.length / across) }, (_, row) =>
    keys.slice(row * across, (row + 1) * across),
  );
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Leads to the pages before and after; empty when there is one page. */
  readonly keys: readonly Key[];
  /** `page 2 of 10`; empty when there is one page. */
  readonly text: string;
}

/** One page of many. A page beyond the last is the last: lists grow shorter under old buttons. */
export function pageOf<Item>(
  all: readonly Item[],
  page: number,
  size: number,
  press: (page: number) => Press,
): Page<Item> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const at = Math.min(page, pages - 1);
  const items = all.slice(at * size, (at + 1) * size);
  if (pages === 1) return { items, keys: [], text: '' };
  const keys = [
    ...(at > 0 ? [key('‹ Previous', press(at - 1))] : []),
    ...(at < pages - 1 ? [key('Next ›', press(at + 1))] : []),
  ];
  return { items, keys, text: `page ${at + 1} of ${pages}` };
}

/** Undefined without buttons. A press that does not fit into a button is left out. */
export function keyboardOf(keys: Screen['keys']): Keyboard | undefined {
  const encoded = keys.map((row) => row.flatMap(buttonOf)).filter((row) => row.length > 0);
  return encoded.length === 0 ? undefined : { inline_keyboard: encoded };
}

function buttonOf(one: Key): Button[] {
  const text = line(one.label, LABEL_MAX_UNITS);
  if ('url' in one) return [{ text, url: one.url }];
  const data = pressData(one.press);
  return data === null ? [] : [{ text, callback_data: data }];
}

/** Whether Telegram takes it for a button: http or https, and a host of the public internet by its looks. */
export function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) return false;
  return text.length <= 1_000 && /^[^.]+(?:\.[^.]+)*\.[a-z][a-z0-9-]*$/i.test(url.hostname);
}
