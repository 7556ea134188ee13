// Whether receivers can verify the signature of our mail: what is to stand in the DNS, and whether it does.
import { Resolver } from 'node:dns/promises';
import type { MailSettings } from '../config.ts';
import type { Check } from '../core/check.ts';
import { dkimRecord, vouchesForSender } from '../dkim-settings.ts';

/** The TXT records of a name, each in the pieces it came in. Rejects when there are none, or nobody answers. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

const DNS_TIMEOUT_MS = 3_000;

const askDns: ResolveTxt = (name) => new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 1 }).resolveTxt(name);

/** Asks the DNS once. */
export async function checkDkim(mail: MailSettings | null, resolve: ResolveTxt = askDns): Promise<Check> {
  const name = 'DKIM';
  if (mail === null || mail.dkim === null) {
    const how = 'set VACCINE_WATCH_DKIM_SELECTOR and VACCINE_WATCH_DKIM_KEY_FILE unless your relay signs';
    return { name, state: 'off', detail: `mail is not signed by us; ${how}` };
  }
  const record = dkimRecord(mail.dkim);
  const published = await resolve(record.name).catch(
    (error: NodeJS.ErrnoException) => error.code ?? 'failed',
  );
  const publish = `publish this TXT record at ${record.name}: ${record.value}`;
  if (typeof published === 'string') {
    const unknown = published === 'ENOTFOUND' || published === 'ENODATA';
    const found = unknown ? 'its key is not in the DNS' : `the DNS could not be asked (${published})`;
    return { name, state: 'warn', detail: `mail is signed, but ${found}; ${publish}` };
  }
  if (!published.some((pieces) => keyIn(pieces.join('')) === keyIn(record.value))) {
    return { name, state: 'warn', detail: `mail is signed, but the DNS has another key; ${publish}` };
  }
  if (!vouchesForSender(mail.dkim, mail.from)) {
    const detail = `mail is signed by ${mail.dkim.domain}, which is not the domain of VACCINE_WATCH_MAIL_FROM; receivers that check DMARC do not count it`;
    return { name, state: 'warn', detail };
  }
  return { name, state: 'ok', detail: `mail is signed, and its key is published at ${record.name}` };
}

function keyIn(record: string): string {
  return /(?:^|;)\s*p\s*=([^;]*)/.exec(record)?.[1]?.replace(/\s/g, '') ?? '';
}
