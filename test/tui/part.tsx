// A part of the screen on a terminal of its own, within the test's own process: what it shows, and keys for it.
import { PassThrough } from 'node:stream';
import { render } from 'ink';
import type { ReactNode } from 'react';
import { onTestFinished } from 'vitest';
import { KeyRoot } from '../../tui/kit/keys.tsx';

export interface Part {
  /** What is drawn now. */
  readonly text: () => string;
  type(keys: string): void;
  /** Draws it with other properties. */
  show(node: ReactNode): void;
}

/** It is taken down with the test. */
export function partOn(node: ReactNode): Part {
  const stdin = new PassThrough();
  Object.assign(stdin, { isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin });
  const stdout = Object.assign(new PassThrough(), { columns: 120, rows: 40 });
  let drawn = '';
  stdout.on('data', (piece: Buffer) => {
    drawn = piece.toString();
  });
  const within = (children: ReactNode) => <KeyRoot before={() => false}>{children}</KeyRoot>;
  const app = render(within(node), {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    // Every picture whole, one after the other.
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  onTestFinished(() => app.unmount());
  return {
    text: () => drawn,
    type: (keys) => void stdin.write(keys),
    show: (next) => app.rerender(within(next)),
  };
}
