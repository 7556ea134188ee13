// Step 1: the first area, typed with completion. Nothing is asked of anybody: it is handed to step 3.
import { Box } from 'ink';
import { useState } from 'react';
import { areaText } from '../../../src/core/area.ts';
import { type AreaFinding, findArea, searchAreas } from '../../../src/core/area-search.ts';
import { Layer, useHints, useKeys } from '../../kit/keys.tsx';
import { Prompt } from '../../kit/prompt.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { areasLike } from './areas-like.ts';
import { Sayings } from './details.tsx';
import { guideHints } from './guide-texts.ts';
import type { StepProps } from './step-props.ts';

export function AreaStep({ guide, source, width, height, on }: StepProps) {
  const [typing, setTyping] = useState(false);
  useKeys((_, key) => {
    if (!key.return) return false;
    setTyping(true);
    return true;
  });
  useHints([
    { keys: 'Enter', does: guide.area === null ? 'type its name' : 'choose another' },
    ...guideHints(guide),
  ]);
  if (typing)
    return (
      <Layer>
        <Typing
          source={source}
          value={guide.area === null ? '' : areaText(guide.area)}
          width={width}
          height={height}
          onArea={(area) => on({ kind: 'area', area })}
          onCancel={() => setTyping(false)}
        />
      </Layer>
    );
  return guide.area === null ? null : (
    <TextCell text={`Chosen: ${areaText(guide.area)}. s goes on.`} width={width} />
  );
}

interface TypingProps extends Pick<StepProps, 'source' | 'width' | 'height'> {
  readonly value: string;
  readonly onArea: (area: Extract<AreaFinding, { kind: 'found' }>['area']) => void;
  readonly onCancel: () => void;
}

function Typing({ source, value, width, height, onArea, onCancel }: TypingProps) {
  const looks = useLooks();
  const [text, setText] = useState(value);
  const [problem, setProblem] = useState('');
  useHints([
    { keys: 'Enter', does: 'take it' },
    { keys: 'Tab', does: 'complete' },
    { keys: 'Esc', does: 'back' },
  ]);
  const submit = (typed: string): void => {
    const finding = findArea(source.areas, typed);
    if (finding.kind === 'found') onArea(finding.area);
    else setProblem(findingText(finding, typed));
  };
  const matches = problem === '' ? searchAreas(source.areas, text, Math.max(0, height - 3)) : [];
  return (
    <Box flexDirection="column" width={width}>
      <Prompt
        label="District:"
        value={value}
        complete={(typed) => areasLike(source, typed)}
        width={width}
        onChange={(typed) => {
          setText(typed);
          setProblem('');
        }}
        onSubmit={submit}
        onCancel={onCancel}
      />
      {problem !== '' && (
        <Sayings sayings={[{ text: `! ${problem}`, tone: 'bad' }]} width={width} height={height - 2} />
      )}
      {matches.map((area) => (
        <TextCell key={area.id} text={`  ${areaText(area)}`} width={width} looks={looks('quiet')} />
      ))}
    </Box>
  );
}

/** Why a text is no area yet, and what to do. */
function findingText(finding: Exclude<AreaFinding, { kind: 'found' }>, typed: string): string {
  if (typed.trim() === '') return 'Type a part of its name, or its number.';
  const some = finding.kind === 'ambiguous' ? finding.areas : finding.nearest;
  const names = some.slice(0, 3).map(areaText).join('; ');
  if (finding.kind === 'ambiguous')
    return `It may be several: ${names}${some.length > 3 ? ' …' : ''}. Type more, or press Tab.`;
  return names === '' ? 'No district is called so.' : `No district is called so. Nearest: ${names}.`;
}
