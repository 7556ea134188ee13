// The report of a soak, as a page of Markdown. Pure.
import type { SoakOptions } from './options.ts';
import { type Judgement, type Threshold, together } from './thresholds.ts';

export interface SoakReport {
  readonly options: SoakOptions;
  /** The commit it ran at, its Node and its machine, in a line. */
  readonly where: string;
  readonly startedAt: string;
  readonly thresholds: readonly Threshold[];
  /** Redis killed, midnights, backups, and the like, by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** Spoilt answers by kind. */
  readonly hazards: Readonly<Record<string, number>>;
  readonly verdictLine: string;
}

const SIGNS: Readonly<Record<Judgement, string>> = {
  met: 'met',
  broken: '**broken**',
  short: 'too short to say',
};

/** `soak: passed`, with what is wrong or not known; a control's line says whether it was caught. */
export function lineOf({ options, thresholds }: Pick<SoakReport, 'options' | 'thresholds'>): string {
  const named = (judgement: Judgement) =>
    thresholds
      .filter((one) => one.judgement === judgement)
      .map(({ name }) => name)
      .join(', ');
  if (options.control !== null) {
    return together(thresholds) === 'broken'
      ? `control ${options.control}: caught by ${named('broken')}`
      : `control ${options.control}: NOT caught; these thresholds prove nothing at this length and rate`;
  }
  switch (together(thresholds)) {
    case 'met':
      return 'soak: passed';
    case 'broken':
      return `soak: FAILED (${named('broken')})`;
    case 'short':
      return `soak: nothing broken; ${options.minutes} minutes on this machine are too short to say of ${named('short')}`;
  }
}

export function exitCodeOf({ options, thresholds }: Pick<SoakReport, 'options' | 'thresholds'>): number {
  const judgement = together(thresholds);
  if (options.control !== null) return judgement === 'broken' ? 0 : 1;
  return { met: 0, broken: 1, short: 3 }[judgement];
}

export function reportText(report: SoakReport): string {
  const { options, thresholds, counts, hazards } = report;
  const { minutes, seed, control, people, rate, replaced, slots, midnight } = options;
  const given = `--minutes ${minutes} --seed ${seed} --people ${people} --rate ${rate} --replaced ${replaced} --slots ${slots} --midnight ${midnight}`;
  const spoilt = Object.values(hazards).reduce((sum, count) => sum + count, 0);
  return `# A soak of ${minutes} minutes

\`npm run soak -- ${given}${control === null ? '' : ` --control ${control}`}\`, begun ${report.startedAt}, ${report.where}.

**${lineOf(report)}**

Judged by the last two thirds of the samples (samples.csv, plot.svg).

| | | |
| --- | --- | --- |
${thresholds.map(({ name, judgement, text }) => `| ${name} | ${SIGNS[judgement]} | ${text} |`).join('\n')}

${report.verdictLine}

${Object.entries(counts)
  .map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`)
  .join(' · ')}

Answers spoilt, ${spoilt.toLocaleString('en-US')} in all: ${Object.entries(hazards)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${count.toLocaleString('en-US')}`)
    .join(' · ')}.
`;
}
