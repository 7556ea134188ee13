// The list of subscribers with its keys, and what lies over it.
import { Box } from 'ink';
import { typedPath } from '../../../src/control/typed-path.ts';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import type { AreaNamer } from '../../../src/core/text/wish.ts';
import { useHints, useKeys } from '../../kit/keys.tsx';
import type { List } from '../../kit/list.ts';
import type { Work } from '../../kit/work.tsx';
import type { ScreenProps } from '../../screen-contract.ts';
import { EVERYBODY, type Narrowed, narrowedText, searchOf } from './filters.ts';
import { SubscriberList } from './list.tsx';
import { Over, type Overlay, overlayRows } from './overlay.tsx';
import { exportWork, importWork } from './transfer-work.ts';
import { useActs } from './use-acts.ts';
import type { Paged } from './use-pager.ts';
import { firstSetUp } from './wish-form.ts';

type Person = SubscriberWithSubscriptions;

export interface EverybodyProps extends ScreenProps {
  readonly paged: Paged<unknown, Person>;
  readonly narrowed: Narrowed;
  readonly narrow: (narrowed: Narrowed) => void;
  /** By their ids, as they were when they were picked. */
  readonly picked: ReadonlyMap<number, Person>;
  readonly pick: (picked: ReadonlyMap<number, Person>) => void;
  readonly overlay: Overlay | null;
  readonly show: (overlay: Overlay | null) => void;
  readonly list: List;
  /** Lines of people. */
  readonly rows: number;
  readonly areaName: AreaNamer;
  readonly open: (id: number) => void;
}

export function Everybody(props: EverybodyProps) {
  const { snapshot, control, source, say, width, height, narrowed, picked, overlay, show, list } = props;
  const { pager, pages, refusal } = props.paged;
  // While the answer to what was just typed is awaited, the lines are of another search: no key means them.
  const isAnswered = pages.search === JSON.stringify(searchOf(narrowed));
  const current = isAnswered ? pager.line(list.cursor) : undefined;
  const acts = useActs({
    control,
    say,
    show,
    onChange() {
      props.pick(new Map());
      pager.again();
    },
  });
  const narrowTo = (next: Narrowed): void => {
    props.narrow(next);
    list.moveTo(0);
  };

  const search = (): void => {
    const before = narrowed;
    show({
      kind: 'prompt',
      hints: [
        { keys: 'Enter', does: 'keep' },
        { keys: 'Esc', does: 'as before' },
      ],
      of: {
        label: 'Search addresses:',
        value: narrowed.text,
        onChange: (text) => narrowTo({ ...before, text }),
        onSubmit: () => show(null),
        onCancel() {
          show(null);
          narrowTo(before);
        },
      },
    });
  };
  const begin = (work: Work): void =>
    show({
      kind: 'work',
      work,
      onEnd(end) {
        say(end.text, end.ok ? 'good' : 'bad');
        const lines = end.report ?? [];
        show(lines.length === 0 ? null : { kind: 'report', title: end.text, lines });
        pager.again();
      },
    });
  const askForFile = (label: string, workOn: (path: string) => Work): void =>
    show({
      kind: 'prompt',
      hints: [
        { keys: 'Enter', does: 'begin' },
        { keys: 'Esc', does: 'cancel' },
      ],
      of: {
        label,
        onSubmit: (path) => (path.trim() === '' ? show(null) : begin(workOn(typedPath(path)))),
        onCancel: () => show(null),
      },
    });
  const add = (): void =>
    show({
      kind: 'add',
      first: firstSetUp(snapshot.channels),
      onAdded(person, added) {
        say(
          added
            ? `Added: subscriber ${person.id}.`
            : `That subscription stood already: subscriber ${person.id}.`,
          added ? 'good' : 'warn',
        );
        show(
          person.secret === null || !added
            ? null
            : { kind: 'report', title: 'Added.', lines: secretLines(person.secret) },
        );
        pager.again();
      },
    });
  const onEscape = (): boolean => {
    if (picked.size > 0) props.pick(new Map());
    else if (narrowedText(narrowed) !== '') narrowTo(EVERYBODY);
    else return false;
    return true;
  };
  const togglePick = (): void => {
    if (current === undefined) return;
    const next = new Map(picked);
    if (!next.delete(current.id)) next.set(current.id, current);
    props.pick(next);
  };

  useHints([
    { keys: '/', does: 'search' },
    { keys: 'f', does: 'filter' },
    { keys: 'Enter', does: 'open' },
    { keys: 'a', does: 'add' },
    { keys: 'Space', does: 'pick' },
    { keys: 'p r b x', does: picked.size === 0 ? 'act' : `act on ${picked.size}` },
    { keys: 't', does: 'test' },
    { keys: 'i E', does: 'import, export' },
  ]);
  useKeys((input, key) => {
    if (key.escape) return onEscape();
    if (key.ctrl || key.meta) return false;
    if (list.onKey(input, key)) return true;
    if (input === '/') search();
    else if (input === 'f')
      show({
        kind: 'filter',
        narrowed,
        onDone(next) {
          show(null);
          narrowTo(next);
        },
      });
    else if (input === 'a') add();
    else if (input === ' ') togglePick();
    else if (input === 'i')
      askForFile('Import from (.csv or JSON):', (path) => importWork(control, path, source));
    else if (input === 'E')
      askForFile('Export to a new file (.csv or .json):', (path) =>
        exportWork(control, path, everybodyCount(props)),
      );
    else if (key.return || input === 'e') current && props.open(current.id);
    else if (picked.size > 0 && acts.onMany(input, [...picked.values()])) return true;
    else return acts.onOne(input, current);
    return true;
  });

  const below = overlayRows(overlay);
  const over = overlay && (
    <Over
      overlay={overlay}
      {...{ control, source, width }}
      areaName={props.areaName}
      height={below ?? height}
      onClose={() => show(null)}
    />
  );
  if (below === null) return over;
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <SubscriberList
        counts={snapshot.subscribers}
        narrowed={narrowed}
        refusal={refusal}
        isAnswered={isAnswered}
        total={pages.total}
        lineAt={pager.line}
        list={list}
        picked={picked}
        nowMs={snapshot.atMs}
        areaName={props.areaName}
        width={width}
        rows={props.rows}
      />
      {over}
    </Box>
  );
}

function everybodyCount({ snapshot }: ScreenProps): number {
  const { active, paused, gone } = snapshot.subscribers;
  return active + paused + gone;
}

function secretLines(secret: string): readonly string[] {
  return [
    `Signing secret of the webhook: ${secret}`,
    'Every call is signed with it. Give it to whoever runs the webhook; an export holds it, too.',
  ];
}
