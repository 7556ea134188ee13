// A real terminal for tests: a pty with a program in it, and an emulator that turns what the program writes into cells.
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** Emoji are two columns wide in today's terminals; the emulator's own tables are older. */
const EMOJI = /^\p{Emoji_Presentation}$/u;
/** Spacing marks stand beside their letter; all other marks above, below or nowhere. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const POLL_MS = 15;

export interface TerminalOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface TestTerminal {
  /** The lines on screen, without blanks at their ends. */
  lines(): readonly string[];
  /** The whole screen as one text. */
  text(): string;
  /** The column at which `text` begins in a line (by cells); -1 when it is not there. */
  columnOf(line: number, text: string): number;
  /** Whether any cell on screen has a colour of its own. */
  hasColour(): boolean;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until it is so; fails with the screen as it stands. */
  until(isSo: (terminal: TestTerminal) => boolean, timeoutMs?: number): Promise<void>;
  /** Which screen is shown: a full-screen program uses the alternate one. */
  readonly screen: () => 'normal' | 'alternate';
  readonly cursorShown: () => boolean;
  readonly wraps: () => boolean;
  /** Every title a program set. */
  readonly titles: readonly string[];
  /** Everything the program wrote. */
  readonly written: () => string;
  /** Resolves with the exit code when the program has ended. */
  readonly exited: Promise<number>;
  /** Closes the terminal window under the program. */
  hangUp(): void;
  close(): void;
}

export function openTerminal({ file, args, columns, rows, env = {} }: TerminalOptions): TestTerminal {
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 500 });
  registerTodaysWidths(emulator);
  const titles: string[] = [];
  emulator.onTitleChange((title) => titles.push(title));
  let cursorShown = true;
  emulator.parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => {
    if (params.includes(25)) cursorShown = true;
    return false;
  });
  emulator.parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => {
    if (params.includes(25)) cursorShown = false;
    return false;
  });

  const pty: IPty = spawn(file, [...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    env: withoutGaps({ ...process.env, CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env }),
  });
  let written = '';
  let hasExited = false;
  pty.onData((data) => {
    written += data;
    emulator.write(data);
  });
  // What the emulator answers (cursor reports and such) goes back to the program, as in a real terminal.
  emulator.onData((data) => {
    if (!hasExited) pty.write(data);
  });
  const exited = new Promise<number>((resolve) =>
    pty.onExit(({ exitCode }) => {
      hasExited = true;
      resolve(exitCode);
    }),
  );

  const buffer = () => emulator.buffer.active;
  const lines = () =>
    Array.from({ length: emulator.rows }, (_, row) =>
      (
        buffer()
          .getLine(buffer().baseY + row)
          ?.translateToString(true) ?? ''
      ).trimEnd(),
    );
  const terminal: TestTerminal = {
    lines,
    text: () => lines().join('\n'),
    columnOf(line, text) {
      const cells = cellsOf(emulator, line);
      const at = cells
        .map((cell) => cell.chars)
        .join('')
        .indexOf(text);
      let length = 0;
      for (const cell of cells) {
        if (length === at) return cell.column;
        length += cell.chars.length;
      }
      return -1;
    },
    hasColour: () =>
      Array.from({ length: emulator.rows }, (_, row) => buffer().getLine(buffer().baseY + row)).some((line) =>
        Array.from({ length: emulator.cols }, (_, column) => line?.getCell(column)).some(
          (cell) => cell !== undefined && !(cell.isFgDefault() && cell.isBgDefault()),
        ),
      ),
    type: (keys) => pty.write(keys),
    resize(toColumns, toRows) {
      emulator.resize(toColumns, toRows);
      pty.resize(toColumns, toRows);
    },
    async until(isSo, timeoutMs = 10_000) {
      const endMs = performance.now() + timeoutMs;
      while (!isSo(terminal)) {
        if (performance.now() > endMs) throw new Error(`not so within ${timeoutMs} ms:\n${terminal.text()}`);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    screen: () => buffer().type,
    cursorShown: () => cursorShown,
    wraps: () => emulator.modes.wraparoundMode,
    titles,
    written: () => written,
    exited,
    // Closing our end is what a closed window is; the method is there but not in the types.
    hangUp: () => (pty as IPty & { destroy(): void }).destroy(),
    close() {
      if (!hasExited) pty.kill('SIGKILL');
      emulator.dispose();
    },
  };
  return terminal;
}

/** A pty would take an undefined value for the word. */
function withoutGaps(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

interface CellText {
  readonly column: number;
  readonly chars: string;
}

/** The cells of a line that hold something; the second half of a wide letter holds nothing. */
function cellsOf(emulator: xterm.Terminal, row: number): CellText[] {
  const line = emulator.buffer.active.getLine(emulator.buffer.active.baseY + row);
  return Array.from({ length: emulator.cols }, (_, column) => ({ column, cell: line?.getCell(column) }))
    .filter(({ cell }) => cell !== undefined && cell.getWidth() > 0)
    .map(({ column, cell }) => ({ column, chars: cell?.getChars() || ' ' }));
}

function registerTodaysWidths(emulator: xterm.Terminal): void {
  const { unicode } = emulator;
  const wide = (codePoint: number): 0 | 1 | 2 => {
    const letter = String.fromCodePoint(codePoint);
    if (codePoint < 32 || NO_WIDTH.test(letter)) return 0;
    return EMOJI.test(letter) || isEastAsianWide(codePoint) ? 2 : 1;
  };
  unicode.register({
    version: 'today',
    wcwidth: wide,
    // As the emulator's own tables do it: a mark of no width joins the letter before it. Layout of the result:
    // bit 0 joins, bits 1 and 2 hold the width.
    charProperties(codePoint, preceding) {
      const width = wide(codePoint);
      const before = (preceding >> 1) & 3;
      const joins = width === 0 && before > 0;
      return ((joins ? before : width) << 1) | (joins ? 1 : 0);
    },
  });
  unicode.activeVersion = 'today';
}

function isEastAsianWide(codePoint: number): boolean {
  return (
    (codePoint >= 0x1100 && codePoint <= 0x115f) ||
    (codePoint >= 0x2e80 && codePoint <= 0xa4cf && codePoint !== 0x303f) ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0xfe30 && codePoint <= 0xfe6f) ||
    (codePoint >= 0xff00 && codePoint <= 0xff60) ||
    (codePoint >= 0xffe0 && codePoint <= 0xffe6) ||
    (codePoint >= 0x20000 && codePoint <= 0x3fffd)
  );
}
