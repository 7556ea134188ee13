// The lines above the last one: the question before leaving, the command being typed, or what is said and missing.
import { Box } from 'ink';
import { CommandLine } from './command-line.tsx';
import { Hints } from './hints.tsx';
import { Question } from './kit/question.tsx';
import type { Notice } from './notices.ts';
import type { Command, CommandContext } from './screen-contract.ts';

/** Lines that a question or a command needs. */
export const FOOT_ROWS = 2;

export interface FootProps {
  /** Empty: nothing is asked. */
  readonly question: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
  /** Those that can be typed; undefined: none is being typed. */
  readonly commands: readonly Command[] | undefined;
  readonly context: CommandContext;
  readonly onClose: () => void;
  readonly notices: readonly Notice[];
  readonly width: number;
  readonly height: number;
}

export function Foot({
  question,
  onYes,
  onNo,
  commands,
  context,
  onClose,
  notices,
  width,
  height,
}: FootProps) {
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden" flexShrink={0}>
      {question !== '' ? (
        <Question text={question} yes="leave" onYes={onYes} onNo={onNo} />
      ) : commands !== undefined ? (
        <CommandLine commands={commands} context={context} onClose={onClose} width={width} />
      ) : (
        <Hints notices={notices} width={width} height={height} />
      )}
    </Box>
  );
}
