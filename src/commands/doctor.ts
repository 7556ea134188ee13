// `doctor`: checks everything the program stands on and says how to mend it.
import { CHANNEL_NAMES, channelText } from '../core/subscription.ts';
import { examine } from '../engine/doctor.ts';
import { EXIT, Failure } from '../failure.ts';
import { type Context, dataDirOf, settingsOf } from './context.ts';
import { tableText } from './table.ts';

/** Prints every check. @throws Failure (69) naming what is not well */
export async function doctorCommand(context: Context, options: { readonly json?: boolean }): Promise<void> {
  const settings = settingsOf(context);
  dataDirOf(context);
  const checks = await examine(settings, context.source, context.clock);
  context.print(
    options.json
      ? JSON.stringify(checks, null, 2)
      : tableText(
          ['WHAT', 'STATE', 'FOUND'],
          checks.map(({ name, state, detail }) => [shown(name), state, detail]),
        ),
  );
  const failed = checks.filter(({ state }) => state === 'failed').map(({ name }) => shown(name));
  if (failed.length > 0) throw new Failure(EXIT.unreachable, `Not well: ${failed.join(', ')}.`);
}

/** What was looked at, as people call it: of the channels, X has another name in data. */
function shown(name: string): string {
  const channel = CHANNEL_NAMES.find((one) => one === name);
  return channel === undefined ? name : channelText(channel);
}
