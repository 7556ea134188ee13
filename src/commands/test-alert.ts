// `test-alert`: one test message on one channel, through the running engine or by itself.
import type { WishInput } from '../core/wish.ts';
import { parseRecipient } from '../core/wish.ts';
import { type Channels, channelsFor } from '../engine/channels.ts';
import { sendTestAlert } from '../engine/test-alert.ts';
import { EXIT, Failure } from '../failure.ts';
import { openStore } from '../store/store.ts';
import { type Context, dataDirOf, runningEngine, settingsOf } from './context.ts';

/** Sends one test message. @throws Failure (64) when it is not said to whom, (69) when it was not accepted */
export async function testAlertCommand(context: Context, input: WishInput): Promise<void> {
  const recipient = parseRecipient(input);
  if (!recipient.ok) {
    throw new Failure(EXIT.usage, recipient.problems.map((problem) => problem.message).join('\n'));
  }
  const { channel, address } = recipient;
  const engine = await runningEngine(context);
  const answer = await (engine === undefined
    ? withoutEngine(context, (channels, store) =>
        sendTestAlert(channels, store, channel, address, context.clock.wallMs()),
      )
    : engine.testAlert(channel, address).finally(() => engine.close()));
  if (!answer.ok) throw new Failure(EXIT.unreachable, answer.detail);
  context.print(answer.detail);
}

async function withoutEngine<T>(
  context: Context,
  work: (channels: Channels, store: ReturnType<typeof openStore>) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(context);
  const store = openStore(dataDirOf(context).database, context.source);
  const channels = await channelsFor(settings, store.spending, context.clock);
  try {
    return await work(channels, store);
  } finally {
    for (const channel of channels.values()) await channel.close();
    store.close();
  }
}
