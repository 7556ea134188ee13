// The lines above the last one: the question before leaving, work under way, the command being typed, or what is said
// and missing.
import { Box } from 'ink';
import { CommandLine } from './command-line.tsx';
import { Hints } from './hints.tsx';
import { Question } from './kit/question.tsx';
import { type Work, type WorkEnd, Working } from './kit/work.tsx';
import type { Notice } from './notices.ts';
import type { Command, CommandContext } from './screen-contract.ts';

/** Lines that a question, a command or work needs. */
export const FOOT_ROWS = 2;

export interface FootProps {
  /** Empty: nothing is asked. */
  readonly question: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
  /** Those that can be typed; undefined: none is being typed. */
  readonly commands: readonly Command[] | undefined;
  /** What is under way, and is stopped when it is no longer given; undefined: nothing. */
  readonly work: Work | undefined;
  readonly onWorkEnd: (end: WorkEnd) => void;
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
  work,
  onWorkEnd,
  context,
  onClose,
  notices,
  width,
  height,
}: FootProps) {
  const isAsked = question !== '';
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden" flexShrink={0}>
      {work !== undefined && (
        // It goes on under the question, whose answer may be no.
        <Box display={isAsked ? 'none' : 'flex'}>
          <Working work={work} width={width} onEnd={onWorkEnd} />
        </Box>
      )}
      {isAsked ? (
        <Question text={question} yes="leave" onYes={onYes} onNo={onNo} />
      ) : work !== undefined ? null : commands !== undefined ? (
        <CommandLine commands={commands} context={context} onClose={onClose} width={width} />
      ) : (
        <Hints notices={notices} width={width} height={height} />
      )}
    </Box>
  );
}
