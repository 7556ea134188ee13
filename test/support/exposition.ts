// Reads the text that Prometheus reads, as strictly as its description of the format: every sample belongs to a metric
// that was announced with its help and type, no series comes twice, no name is announced twice.

export interface Exposition {
  /** `gauge`, `counter`, … by name, also of metrics without a sample. */
  readonly types: ReadonlyMap<string, string>;
  /** Values by series: `vaccine_watch_areas{state="polled"}`; labels in alphabetical order. */
  readonly samples: ReadonlyMap<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/** @throws Error naming the first line that is none */
export function readExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const helps = new Set<string>();
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (helps.has(name)) throw new Error(`announced twice: ${line}`);
      helps.add(name);
    } else if (kind === 'TYPE') {
      if (!helps.has(name) || types.has(name)) throw new Error(`a type out of place: ${line}`);
      types.set(name, rest);
    } else {
      const [, metric = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      if (!types.has(metric)) throw new Error(`of no announced metric: ${line}`);
      const series = `${metric}${labelsText(labels)}`;
      if (samples.has(series)) throw new Error(`twice: ${line}`);
      samples.set(series, numberOf(value));
    }
  }
  return { types, samples };
}

function labelsText(text: string): string {
  const labels: string[] = [];
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [found] = LABEL.exec(text) ?? [];
    if (found === undefined) throw new Error(`labels that are none: ${text}`);
    labels.push(found.replace(/,$/, ''));
  }
  return labels.length === 0 ? '' : `{${labels.sort().join(',')}}`;
}

function numberOf(text: string): number {
  if (/^[+-]Inf$/.test(text)) return text === '+Inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const value = Number(text);
  if (text === '' || (Number.isNaN(value) && text !== 'NaN')) throw new Error(`no number: ${text}`);
  return value;
}
