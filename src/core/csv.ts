// Comma-separated values as RFC 4180 writes them: read and written, nothing more. What the columns mean is for whoever
// calls. A text that is no such thing is refused with the line it goes wrong in.

export interface CsvRow {
  /** The line it begins in, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export type CsvReading =
  | { readonly ok: true; readonly rows: readonly CsvRow[] }
  /** `message` is a sentence without a full stop. */
  | { readonly ok: false; readonly line: number; readonly message: string };

/** A cell that must stand in quotes: it would be taken for several, or lose its ends. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** One row, ended by CR LF. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** All rows but blank lines. Lines may end in CR LF, LF or CR; a byte order mark is passed over. */
export function readCsv(text: string): CsvReading {
  const rows: CsvRow[] = [];
  const end = text.length;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < end) {
    const begins = line;
    const cells: string[] = [];
    for (;;) {
      if (text[at] === '"') {
        const cell = quotedCell(text, at);
        if (cell === undefined) return { ok: false, line, message: 'a quote is opened and never closed' };
        cells.push(cell.value);
        line += breaksIn(text.slice(at, cell.end));
        at = cell.end;
        if (at < end && !isStop(text[at]))
          return { ok: false, line, message: 'something stands after a closing quote' };
      } else {
        const begin = at;
        while (at < end && !isStop(text[at])) at += 1;
        cells.push(text.slice(begin, at));
      }
      if (text[at] !== ',') break;
      at += 1;
    }
    if (at < end) {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      line += 1;
    }
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: begins, cells });
  }
  return { ok: true, rows };
}

function isStop(letter: string | undefined): boolean {
  return letter === ',' || letter === '\n' || letter === '\r';
}

/** The cell whose opening quote stands at `at`; `end` is after its closing quote. */
function quotedCell(text: string, at: number): { readonly value: string; readonly end: number } | undefined {
  let close = text.indexOf('"', at + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close === -1) return undefined;
  return { value: text.slice(at + 1, close).replaceAll('""', '"'), end: close + 1 };
}

function breaksIn(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
