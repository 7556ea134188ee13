// The source of the soak, in a process of its own: as many answers a second as it is told to give, a tenth of them spoilt.
// Written at the level of sockets, so that 5,000 answers a second take it a small part of a core. Ends with its parent.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { randomOf } from '../../src/demo/random.ts';
import { createSoakCountry } from './country.ts';
import { createHazards } from './hazards.ts';
import type { FromSource, SourceOptions, ToSource } from './source.ts';

/** How often answers that are due are given (ms). */
const TICK_MS = 2;
const REQUEST = /district_id=(\d+)&date=(\d\d-\d\d-\d{4})/;

interface Asked {
  readonly socket: Socket;
  readonly district: number;
  readonly date: string;
}

function serve({ seed, districts, perS, replacedPerS, hazardShare }: SourceOptions): void {
  const country = createSoakCountry(districts, randomOf(seed, 'country'));
  const hazards = createHazards(randomOf(seed, 'hazards'), hazardShare);
  const waiting: Asked[] = [];
  let answers = 0;

  function give({ socket, district, date }: Asked): void {
    if (socket.destroyed) return;
    answers += 1;
    const good = country.answer(district, date);
    if (good === undefined) socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    else if (!hazards.hit(socket, () => good)) socket.write(good.whole);
  }

  let lastMs = performance.now();
  let allowed = 0;
  let toReplace = 0;

  /** What was not asked for is not saved up. */
  function passTime(): void {
    const nowMs = performance.now();
    const passedS = (nowMs - lastMs) / 1000;
    lastMs = nowMs;
    allowed = Math.min(allowed + perS * passedS, perS / 20 + 1);
    toReplace += replacedPerS * passedS;
  }

  function giveAllowed(): void {
    passTime();
    const due = waiting.splice(0, Math.floor(allowed));
    allowed -= due.length;
    for (const asked of due) give(asked);
  }

  const server = createServer({ noDelay: true }, (socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (!text.endsWith('\r\n\r\n')) return;
      const [, district, date = ''] = REQUEST.exec(text) ?? [];
      text = '';
      waiting.push({ socket, district: Number(district), date });
      giveAllowed();
    });
  });

  setInterval(() => {
    giveAllowed();
    for (; toReplace >= 1; toReplace -= 1) country.replaceOne();
  }, TICK_MS);

  process.on('message', (message: ToSource) => {
    if (message.type === 'set') country.set(message.district, message.slot, message.centre);
    if (message.type === 'look') tell({ type: 'figures', answers, hazards: hazards.counts() });
  });
  server.listen(0, '127.0.0.1', () =>
    tell({ type: 'ready', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api` }),
  );
}

function tell(message: FromSource): void {
  process.send?.(message);
}

process.once('disconnect', () => process.exit(0));
process.once('message', (message: ToSource) => {
  if (message.type === 'start') serve(message.options);
});
