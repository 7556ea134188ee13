// What all our mails look like as HTML: one column that fits a small phone, one button, dark text on white. It loads
// nothing from anywhere and needs no picture; styles stand in the tags, since mail programs drop style sheets.
import { escapeHtml } from './parts.ts';

const BODY = 'margin:0;padding:16px;background:#ffffff;color:#1f1f1f;font:16px/1.5 sans-serif';
const COLUMN = 'max-width:600px;margin:0 auto;overflow-wrap:anywhere';
/** A button where the mail program knows styles, a plain link where it does not. */
const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:4px;background:#0b57d0;color:#ffffff;text-decoration:none';
const SMALL = 'margin:24px 0 0;font-size:14px;color:#595959';
/** High enough for a thumb. */
const LINK = 'display:inline-block;padding:4px 0;color:#0b57d0';

/**
 * A whole mail.
 * @param title plain text
 * @param body HTML, a block each
 */
export function mailPage(title: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title></head>`,
    `<body style="${BODY}"><div style="${COLUMN}">`,
    ...body,
    '</div></body></html>',
  ].join('\n');
}

/** The one thing to do; a mail has one at most. */
export function mailButton(label: string, url: string): string {
  return `<p style="margin:16px 0 4px"><a href="${escapeHtml(url)}" style="${BUTTON}">${escapeHtml(label)}</a></p>`;
}

/** A link in a line of text. */
export function mailLink(label: string, url: string): string {
  return `<a href="${escapeHtml(url)}" style="${LINK}">${escapeHtml(label)}</a>`;
}

/** What is read last: HTML, a line each. */
export function mailSmall(...lines: readonly string[]): string {
  return `<p style="${SMALL}">${lines.join('<br>\n')}</p>`;
}
