import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MailSettings } from '../../src/config.ts';
import { dkimRecord } from '../../src/dkim-settings.ts';
import { checkDkim, type ResolveTxt } from '../../src/engine/doctor-dkim.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const DKIM = {
  domain: 'example.org',
  selector: 'slots',
  key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const MAIL: MailSettings = { smtpUrl: 'smtp://127.0.0.1', from: 'a@example.org', tls: 'off', dkim: DKIM };
const RECORD = dkimRecord(DKIM);

const nobody: ResolveTxt = async () => {
  throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
};

describe('what doctor says of DKIM', () => {
  it('is off where nothing is signed, and says how to sign', async () => {
    for (const mail of [null, { ...MAIL, dkim: null }]) {
      const check = await checkDkim(mail, nobody);
      expect(check).toMatchObject({ name: 'DKIM', state: 'off' });
      expect(check.detail).toContain('VACCINE_WATCH_DKIM_SELECTOR');
    }
  });

  it('is well when the key is in the DNS, in however many pieces', async () => {
    const asked: string[] = [];
    const pieces = [RECORD.value.slice(0, 100), RECORD.value.slice(100)];
    const check = await checkDkim(MAIL, async (name) => {
      asked.push(name);
      return [['v=spf1 -all'], pieces];
    });
    expect(check.state).toBe('ok');
    expect(asked).toEqual(['slots._domainkey.example.org']);
  });

  it('names the record to publish when there is none, another one, or no answer', async () => {
    const answers: [ResolveTxt, string][] = [
      [nobody, 'not in the DNS'],
      [async () => [['v=DKIM1; k=rsa; p=AAAA']], 'another key'],
      [async () => [], 'another key'],
      [
        async () => {
          throw Object.assign(new Error('late'), { code: 'ETIMEOUT' });
        },
        'could not be asked (ETIMEOUT)',
      ],
    ];
    for (const [answer, words] of answers) {
      const { state, detail } = await checkDkim(MAIL, answer);
      expect(state).toBe('warn');
      expect(detail).toContain(words);
      expect(detail).toContain(`slots._domainkey.example.org: ${RECORD.value}`);
    }
  });

  it('warns of a signature that does not count for the sender', async () => {
    const check = await checkDkim({ ...MAIL, from: 'a@other.example' }, async () => [[RECORD.value]]);
    expect(check).toMatchObject({ state: 'warn' });
    expect(check.detail).toContain('VACCINE_WATCH_MAIL_FROM');
  });
});
