// A real terminal for tests: a pty with a program in it, and an emulator that turns what the program writes into cells.
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { type Cell, cellsOf, cellsWith } from './terminal-cells.ts';
import { measureAsToday } from './terminal-widths.ts';

const POLL_MS = 15;
/** Terminals show a picture that is not finished by then: its program may have died over it. */
const LONGEST_PICTURE_MS = 1000;

export interface TerminalOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly columns: number;
  readonly rows: number;
  /** How much larger the emulator is than the window it tells the program (default 0): shows what is drawn outside. */
  readonly spare?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface TestTerminal {
  /** The lines on screen, without blanks at their ends. */
  lines(): readonly string[];
  /** The whole screen as one text. */
  text(): string;
  /** What stands outside of the window, where `spare` shows it. */
  outside(): string;
  /** The column at which `text` begins in a line (by cells); -1 when it is not there. */
  columnOf(line: number, text: string): number;
  /** The cells of a line, with their looks. */
  cells(line: number): readonly Cell[];
  /** The cells of the first `text` on screen; fails when it is not there. */
  looksOf(text: string): readonly Cell[];
  /** Whether any cell on screen has a colour of its own. */
  hasColour(): boolean;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until it is so of a whole picture, never of one half drawn; fails with the screen as it stands. */
  until(isSo: (terminal: TestTerminal) => boolean, timeoutMs?: number): Promise<void>;
  /** Which screen is shown: a full-screen program uses the alternate one. */
  readonly screen: () => 'normal' | 'alternate';
  readonly cursorShown: () => boolean;
  readonly wraps: () => boolean;
  /** Every title a program set. */
  readonly titles: readonly string[];
  /** Everything a program put into the clipboard. */
  readonly copied: readonly string[];
  /** Of the program the pty was opened for. */
  readonly pid: number;
  /** Everything the program wrote. */
  readonly written: () => string;
  /** Resolves with the exit code when the program has ended. */
  readonly exited: Promise<number>;
  /** Closes the terminal window under the program. */
  hangUp(): void;
  close(): void;
}

export function openTerminal(options: TerminalOptions): TestTerminal {
  const { file, args, columns, rows, spare = 0, env = {} } = options;
  const emulator = new xterm.Terminal({
    cols: columns + spare,
    rows: rows + spare,
    allowProposedApi: true,
    scrollback: 500,
  });
  measureAsToday(emulator);
  const titles: string[] = [];
  emulator.onTitleChange((title) => titles.push(title));
  const copied: string[] = [];
  emulator.parser.registerOscHandler(52, (data) => {
    copied.push(data);
    return true;
  });
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
    // It becomes TERM.
    name: env.TERM ?? 'xterm-256color',
    cols: columns,
    rows,
    env: withoutGaps({
      ...process.env,
      CI: undefined,
      LC_ALL: undefined,
      LC_CTYPE: undefined,
      LANG: 'C.UTF-8',
      NO_COLOR: undefined,
      FORCE_COLOR: undefined,
      ...env,
    }),
  });
  let written = '';
  let hasExited = false;
  let isClosed = false;
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
      // Behind all it wrote, so that its last words are on the screen; a closed one shows no more.
      if (isClosed) resolve(exitCode);
      else emulator.write('', () => resolve(exitCode));
    }),
  );

  const buffer = () => emulator.buffer.active;
  const windowRows = () => emulator.rows - spare;
  const textOf = (row: number, from: number, to: number) =>
    (
      buffer()
        .getLine(buffer().baseY + row)
        ?.translateToString(true, from, to) ?? ''
    ).trimEnd();
  const lines = () => Array.from({ length: windowRows() }, (_, row) => textOf(row, 0, emulator.cols - spare));
  const terminal: TestTerminal = {
    lines,
    text: () => lines().join('\n'),
    outside: () =>
      Array.from({ length: emulator.rows }, (_, row) =>
        textOf(row, row < windowRows() ? emulator.cols - spare : 0, emulator.cols),
      )
        .join('\n')
        .trim(),
    cells: (line) => cellsOf(emulator, line),
    looksOf(text) {
      for (let row = 0; row < emulator.rows; row += 1) {
        const found = cellsWith(cellsOf(emulator, row), text);
        if (found !== undefined) return found;
      }
      throw new Error(`${text} is not on screen:\n${terminal.text()}`);
    },
    columnOf: (line, text) => cellsWith(cellsOf(emulator, line), text)?.[0]?.column ?? -1,
    hasColour: () =>
      Array.from({ length: emulator.rows }, (_, row) => cellsOf(emulator, row))
        .flat()
        .some(({ colour, background }) => colour !== null || background !== null),
    type: (keys) => pty.write(keys),
    resize(toColumns, toRows) {
      emulator.resize(toColumns + spare, toRows + spare);
      pty.resize(toColumns, toRows);
    },
    until: (isSo, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        // Something new on screen is looked at there and then; what a test asks of files comes with the clock.
        const drawn = emulator.onWriteParsed(look);
        const looking = setInterval(look, POLL_MS);
        const late = setTimeout(
          () => end(() => reject(new Error(`not so within ${timeoutMs} ms:\n${terminal.text()}`))),
          timeoutMs,
        );
        function end(how: () => void): void {
          drawn.dispose();
          clearInterval(looking);
          clearTimeout(late);
          how();
        }
        let wholeAt = performance.now();
        function look(): void {
          // As in a real terminal: what a program draws as one picture is not seen before its end.
          const now = performance.now();
          if (!emulator.modes.synchronizedOutputMode) wholeAt = now;
          else if (now - wholeAt < LONGEST_PICTURE_MS) return;
          try {
            if (isSo(terminal)) end(resolve);
          } catch (error) {
            end(() => reject(error));
          }
        }
        look();
      }),
    screen: () => buffer().type,
    cursorShown: () => cursorShown,
    wraps: () => emulator.modes.wraparoundMode,
    titles,
    copied,
    pid: pty.pid,
    written: () => written,
    exited,
    // Closing our end is what a closed window is; the method is there but not in the types.
    hangUp: () => (pty as IPty & { destroy(): void }).destroy(),
    close() {
      isClosed = true;
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
