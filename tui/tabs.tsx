// The second line: the screens there are, with the keys that open them. The present one stands in brackets.
import { Box } from 'ink';
import { TextCell } from './kit/text-cell.tsx';
import type { Screen, ScreenName } from './screen-contract.ts';

export interface TabsProps {
  readonly screens: readonly Screen[];
  readonly here: ScreenName;
  readonly width: number;
}

export function Tabs({ screens, here, width }: TabsProps) {
  const texts = tabTexts(screens, here, width);
  return (
    <Box height={1} width={width} overflow="hidden" flexShrink={0}>
      {screens.map(({ name }, at) => {
        const text = texts[at] ?? '';
        return (
          <TextCell
            key={name}
            text={text}
            width={text.length}
            looks={name === here ? { bold: true, inverse: true } : {}}
          />
        );
      })}
    </Box>
  );
}

/** `[1 Watch] 2 Areas …`; where they do not all fit, the others by their key alone. */
export function tabTexts(
  screens: readonly Pick<Screen, 'name' | 'digit'>[],
  here: ScreenName,
  width: number,
): readonly string[] {
  const text = (name: string, isHere: boolean): string => (isHere ? `[${name}]` : ` ${name} `);
  const long = screens.map(({ name, digit }) => text(`${digit} ${name}`, name === here));
  if (long.join('').length <= width) return long;
  return screens.map(({ name, digit }) =>
    name === here ? text(`${digit} ${name}`, true) : text(`${digit} ${name.slice(0, 5)}`, false),
  );
}
