// `npm run fuzz -- [--seconds N] [--seed S] [--only NAME,…] [--path P]`: every property for its share of the time, then
// a line each with its executions. Exit codes: 0 all held, 1 one did not, 64 wrong usage.
import { parseArgs } from 'node:util';
import { PROPERTIES } from './properties/all.ts';
import { play } from './property.ts';

const USAGE = `npm run fuzz -- [--seconds N] [--seed S] [--only NAME,…] [--path P]
  --seconds  for all together (60)
  --seed     a whole number (drawn)
  --only     ${PROPERTIES.map(({ name }) => name).join(', ')}
  --path     of a failure: tries that input again\n`;

function readOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: text, seed: text, only: text, path: text },
  });
  const seconds = Number(values.seconds ?? 60);
  const seed = Number(values.seed ?? Date.now() % 2_147_483_647);
  const names = values.only?.split(',');
  const properties = PROPERTIES.filter(({ name }) => names === undefined || names.includes(name));
  if (!(seconds >= 0) || !Number.isInteger(seed)) throw new TypeError('--seconds and --seed take numbers');
  if (properties.length < (names?.length ?? 1)) throw new TypeError(`--only names a property nobody knows`);
  return { seconds, seed, properties, ...(values.path !== undefined && { path: values.path }) };
}

async function main(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`);
    return 64;
  }
  const { seconds, seed, properties, path } = options;
  process.stdout.write(`seed ${seed}\n`);
  let executions = 0;
  let broken = 0;
  for (const property of properties) {
    const forMs = (seconds * 1000) / properties.length;
    const played = await play(property, { seed, forMs, ...(path !== undefined && { path }) });
    executions += played.executions;
    const end = played.failure === undefined ? 'held' : 'BROKEN';
    process.stdout.write(
      `${property.name.padEnd(16)} ${String(played.executions).padStart(9)} executions ${played.seconds.toFixed(1).padStart(7)} s  ${end}: ${property.says}\n`,
    );
    if (played.failure === undefined) continue;
    broken += 1;
    process.stdout.write(`${played.failure}\n`);
  }
  process.stdout.write(
    `${executions} executions of ${properties.length} properties, ${broken} broken, seed ${seed}\n`,
  );
  return broken === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
