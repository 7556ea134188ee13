// The simulated world of the demo, in a process of its own: the CoWIN simulator and everybody who gets alerts. So the
// engine's memory and processor time are the engine's alone. It ends when its parent does.
import { systemClock } from '../clock.ts';
import { demoDistricts } from './demo-subscribers.ts';
import { type Inbox, startInbox } from './inbox.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { judge } from './verdict.ts';
import type { FromWorld, ToWorld, WorldOptions, WorldView } from './world-messages.ts';

interface World {
  readonly options: WorldOptions;
  readonly simulator: Simulator;
  readonly inbox: Inbox;
}

let world: World | undefined;

async function start(options: WorldOptions): Promise<void> {
  const inbox = await startInbox(options.inboxFolder, systemClock);
  const simulator = await startSimulator({
    areas: options.areas,
    clock: systemClock,
    seed: options.seed,
    focus: demoDistricts(options.subscribers),
    lastsMs: options.lastsMs,
    openingsPerMinute: 0,
    openAtStart: 0,
  });
  world = { options, simulator, inbox };
  const { telegramApi, smtpUrl, webhookUrl, xApi } = inbox;
  say({
    type: 'ready',
    addresses: { cowinUrl: simulator.url, simUrl: simulator.simUrl, telegramApi, smtpUrl, webhookUrl, xApi },
  });
}

function look({ options, simulator, inbox }: World): WorldView {
  const { openings, opened, closed } = simulator.ledger();
  const receipts = inbox.receipts();
  const count = (channel: string, ...kinds: string[]) =>
    receipts.filter((receipt) => receipt.channel === channel && kinds.includes(receipt.kind)).length;
  return {
    verdict: judge(options.subscribers, openings, receipts),
    openings: opened,
    closings: closed,
    mails: count('email', 'message'),
    posts: count('twitter', 'message'),
    closingsTold: count('telegram', 'edit') + count('webhook', 'closed'),
  };
}

function say(message: FromWorld): void {
  // The parent may be gone by now; then there is nobody to tell.
  process.send?.(message, () => undefined);
}

async function handle(message: ToWorld): Promise<void> {
  switch (message.type) {
    case 'start':
      return start(message.options);
    case 'secret':
      return world?.inbox.setSecret(message.path, message.secret);
    case 'rate':
      return world?.simulator.script.setRate(message.openingsPerMinute);
    case 'look':
      if (world !== undefined) say({ type: 'view', id: message.id, view: look(world) });
      return;
    case 'stop':
      process.disconnect();
  }
}

process.on('message', (message: ToWorld) => {
  void handle(message);
});
// With its servers closed nothing keeps the process alive.
process.on('disconnect', () => {
  void Promise.all([world?.simulator.close(), world?.inbox.close()]);
});
// Ctrl-C reaches the whole process group; the parent decides when the world ends.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
