// A question before something that cannot be taken back. It takes all keys; No stands ready, and Esc means it.
import { Box, Text } from 'ink';
import { useState } from 'react';
import { Layer, useHints, useKeys } from './keys.tsx';
import { plain } from './plain.ts';

export interface QuestionProps {
  /** The question, with what would happen. */
  readonly text: string;
  /** What yes does: `remove them`. */
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

export function Question(props: QuestionProps) {
  return (
    <Layer>
      <Asked {...props} />
    </Layer>
  );
}

function Asked({ text, yes, onYes, onNo }: QuestionProps) {
  const [onTheYes, setOnTheYes] = useState(false);
  useHints([
    { keys: 'y', does: yes },
    { keys: 'n Esc', does: 'no' },
  ]);
  useKeys((input, key) => {
    if (input === 'y' && !key.ctrl && !key.meta) onYes();
    else if (input === 'n' || key.escape) onNo();
    else if (key.return) (onTheYes ? onYes : onNo)();
    else if (key.tab || key.leftArrow || key.rightArrow) setOnTheYes((now) => !now);
    return true;
  });
  const choice = (mark: boolean, words: string) => (
    <Text bold={mark}>{mark ? `[${words}]` : ` ${words} `}</Text>
  );
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text bold wrap="wrap">
        {plain(text)}
      </Text>
      <Box columnGap={2}>
        {choice(!onTheYes, 'n: no')}
        {choice(onTheYes, `y: ${plain(yes)}`)}
      </Box>
    </Box>
  );
}
