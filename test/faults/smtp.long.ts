// FAULTS 10, the waits too long for `npm test`: who was put off is told after the minute, once; a server that is gone for
// three minutes; 60 s of silence after the dot.
import { describe, expect, it, vi } from 'vitest';
import { everywhere, openAll, othersTold } from '../harness/channels.ts';
import { onStage } from '../harness/stage.ts';
import { pause } from '../support/program.ts';
import type { SmtpHazard } from '../support/smtp-catcher.ts';

vi.setConfig({ testTimeout: 10 * 60_000 });

const PEOPLE = [...everywhere('telegram'), ...everywhere('email'), ...everywhere('webhook')];

describe('FAULTS 10', () => {
  it.concurrent(
    '450 at RCPT, 552 of a full mailbox, 451 after the dot: told at the next try, a minute later, once',
    onStage(
      async (stage) => {
        await stage.scene.engine();
        await stage.polled();
        const { mail } = stage.providers;
        mail.failFor('reader1@example.org', 'rcpt', '450 4.7.1 later');
        mail.failFor('reader2@example.org', 'rcpt', '552 5.2.2 full');
        mail.failFor('reader3@example.org', 'dot', '451 4.3.0 later');
        openAll(stage);
        await othersTold(stage, PEOPLE, 'email');
        await stage.polled();
        await stage.settled(120_000);
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    'the mail server hangs up on everybody for three minutes: everybody is told once afterwards',
    onStage(
      async (stage) => {
        await stage.scene.engine();
        await stage.polled();
        stage.providers.mail.fail('greeting', ...Array<SmtpHazard>(1_000).fill('drop'));
        openAll(stage);
        await othersTold(stage, PEOPLE, 'email');
        await pause(180_000);
        stage.providers.mail.mend();
        await stage.polled();
        await stage.settled(120_000);
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    'silence after the dot: who was told hears it twice, with the same Message-ID; who was not, once',
    onStage(
      async (stage) => {
        await stage.scene.engine();
        await stage.polled();
        stage.providers.mail.failFor('reader1@example.org', 'dot', 'take-silence');
        stage.providers.mail.failFor('reader2@example.org', 'dot', 'silence');
        stage.script.setAll(new Map([1, 2, 3, 4].map((number) => [number, 20])));
        await othersTold(stage, PEOPLE, 'email');
        await stage.polled();
        await stage.settled(240_000);
        const twice = stage.ledger.read().filter(({ to }) => to === 'reader1@example.org');
        expect(new Set(twice.map(({ key }) => key)).size).toBe(1);
        expect(stage.verdict(1)).toMatchObject({ clean: true, copies: 1 });
      },
      { people: PEOPLE },
    ),
  );
});
