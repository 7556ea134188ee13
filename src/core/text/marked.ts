// Text with the Bot API's HTML around it and the length people see, which is what Telegram limits.
// Everything that goes in is escaped here, so that no name of a hospital or a chat can write markup.
import { escapeHtml } from './parts.ts';

/** Telegram's limit for one message, in UTF-16 units of the text people see. */
export const TELEGRAM_MAX_UNITS = 4096;

/** Marked-up text with the length people see. */
export interface Marked {
  readonly html: string;
  readonly units: number;
}

export const plain = (text: string): Marked => ({ html: escapeHtml(text), units: text.length });
export const bold = (text: string): Marked => wrap('b', text);
export const struck = (text: string): Marked => wrap('s', text);

function wrap(tag: 'b' | 's', text: string): Marked {
  return { html: `<${tag}>${escapeHtml(text)}</${tag}>`, units: text.length };
}

/** Puts parts together, `between` (which needs no escaping) between them. */
export function stack(parts: readonly Marked[], between = '\n'): Marked {
  const units = parts.reduce((sum, part) => sum + part.units, Math.max(0, parts.length - 1) * between.length);
  return { html: parts.map((part) => part.html).join(between), units };
}
