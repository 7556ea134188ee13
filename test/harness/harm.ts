// Texts that would do harm where they are shown raw, and what no text that goes out may hold. Independent of the
// program's own list: named by what they do.

const ESC = '\u001B';

/** By what it would do. None holds a letter a name would lose by being made safe. */
export const HARM: Readonly<Record<string, string>> = {
  'a header of its own': '\r\nBcc: evil@example.org\r\nX-Evil: 1',
  'an end of the message': '\r\n.\r\nQUIT\r\n',
  NUL: '\0',
  markup: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  'an end of an attribute': '" onload="alert(1)',
  entities: '&lt;b&gt;&#60;',
  colours: `${ESC}[31;1m`,
  'a cleared screen': `${ESC}[2J${ESC}[H`,
  'a title': `${ESC}]0;OWNED\u0007`,
  'a link': `${ESC}]8;;https://evil.example${ESC}\\click${ESC}]8;;${ESC}\\`,
  'the clipboard': `${ESC}]52;c;ZXZpbA==\u0007`,
  'C1 controls': '\u009B2J\u009D0;OWNED\u009C\u0085',
  'text turned around': '\u202Egnp.exe\u202C\u2066x\u2069\u200F',
  'letters of no width': '\u200B\u2060\uFEFF\u00AD',
  'other line ends': '\u2028\u2029\u000B\u000C',
  'lone surrogates': '\uD800x\uDC00',
  'a formula': "=cmd|'/C calc'!A0",
  length: 'Very long name '.repeat(700),
};

/** Controls but the line end, C1, marks that turn text around, letters of no width, line ends nobody sees as such. */
const RAW = /(?!\n)\p{Cc}|\p{Cs}|[\u00AD\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

/** What of it stands raw in a text, as `U+001B … around it`; undefined: nothing. */
export function harmIn(text: string): string | undefined {
  const found = RAW.exec(text);
  if (found === null) return undefined;
  const point = found[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
  return `U+${point} in ${JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 40))}`;
}

/** Every text in a value that came as JSON, names of fields too. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [name, ...textsIn(one)]);
}
