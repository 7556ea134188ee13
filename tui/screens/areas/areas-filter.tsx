// The line in which a filter is typed; the list follows every letter.
import { Layer, useHints } from '../../kit/keys.tsx';
import { Prompt } from '../../kit/prompt.tsx';

export interface AreasFilterProps {
  readonly filter: string;
  readonly width: number;
  readonly onChange: (filter: string) => void;
  readonly onDone: () => void;
}

export function AreasFilter(props: AreasFilterProps) {
  return (
    <Layer>
      <Typing {...props} />
    </Layer>
  );
}

function Typing({ filter, width, onChange, onDone }: AreasFilterProps) {
  useHints([
    { keys: 'Enter', does: 'keep this filter' },
    { keys: 'Esc', does: 'all areas' },
  ]);
  return (
    <Prompt
      label="Name, state or id:"
      value={filter}
      width={width}
      onChange={onChange}
      onSubmit={onDone}
      onCancel={() => {
        onChange('');
        onDone();
      }}
    />
  );
}
