// Reads the plain YAML our own files are written in: maps and lists by indentation, one value a line, plain or in single
// quotes. Anything else of YAML is refused, so that nothing is read other than Prometheus reads it.

export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** @throws Error naming the line that is not plain */
export function readYaml(text: string): Yaml {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
    .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() }));
  const [value, rest] = block(lines, 0);
  if (rest.length > 0) throw new Error(`out of place: ${rest[0]?.text}`);
  return value;
}

function block(lines: readonly Line[], indent: number): [Yaml, readonly Line[]] {
  return lines[0]?.text.startsWith('- ') ? list(lines, indent) : map(lines, indent);
}

function list(lines: readonly Line[], indent: number): [Yaml, readonly Line[]] {
  const items: Yaml[] = [];
  let rest = lines;
  for (;;) {
    const [first] = rest;
    if (first === undefined || first.indent !== indent || !first.text.startsWith('- ')) return [items, rest];
    const inner = { indent: indent + 2, text: first.text.slice(2) };
    if (!/^\w+:( |$)/.test(inner.text)) {
      items.push(scalar(inner.text));
      rest = rest.slice(1);
      continue;
    }
    const [item, after] = map([inner, ...rest.slice(1)], indent + 2);
    items.push(item);
    rest = after;
  }
}

function map(lines: readonly Line[], indent: number): [Yaml, readonly Line[]] {
  const entries: Record<string, Yaml> = {};
  let rest = lines;
  for (;;) {
    const [first] = rest;
    if (first === undefined || first.indent !== indent || first.text.startsWith('- ')) return [entries, rest];
    const [, key = '', value = ''] = /^(\w+):(?: (.+))?$/.exec(first.text) ?? [];
    if (key === '' || key in entries) throw new Error(`no key, or one twice: ${first.text}`);
    rest = rest.slice(1);
    if (value !== '') {
      entries[key] = scalar(value);
      continue;
    }
    const deeper = rest[0]?.indent ?? -1;
    if (deeper <= indent) throw new Error(`nothing below: ${first.text}`);
    [entries[key], rest] = block(rest, deeper);
  }
}

function scalar(text: string): Yaml {
  const flow = /^\[(.*)\]$/.exec(text)?.[1];
  if (flow !== undefined) return flow.split(', ').map(scalar);
  const quoted = /^'([^']*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  if (/^['"&*!|>%@`{}[\],?-]|: | #|:$/.test(text)) throw new Error(`must stand in single quotes: ${text}`);
  return text;
}
