// The DKIM settings taken together: whether the key can sign at all, and what is to be published in the DNS for it.
// A key that cannot sign is said so at the start; without that every mail would go out unsigned, or not at all.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { PREFIX, type Values } from './settings-table.ts';

export interface DkimSettings {
  readonly domain: string;
  readonly selector: string;
  /** RSA, PEM. */
  readonly key: string;
}

/** RFC 8301: receivers take no signature of a shorter key. */
const LEAST_BITS = 1024;
const HOW_TO_MAKE = 'make one with openssl genrsa 2048';

/** Null: no DKIM, or settings that are wrong, which is then in `problems`. */
export function dkimSettings(values: Values, problems: string[]): DkimSettings | null {
  const { DKIM_KEY: key, DKIM_SELECTOR: selector } = values;
  if (key === undefined && selector === undefined) {
    if (values.DKIM_DOMAIN !== undefined) {
      problems.push(`${PREFIX}DKIM_DOMAIN alone signs nothing: add ${PREFIX}DKIM_SELECTOR and a key.`);
    }
    return null;
  }
  if (key === undefined || selector === undefined) {
    const missing = key === undefined ? `DKIM_KEY (or ${PREFIX}DKIM_KEY_FILE)` : 'DKIM_SELECTOR';
    problems.push(`DKIM needs a selector and a key; missing: ${PREFIX}${missing}.`);
    return null;
  }
  const problem = keyProblem(key);
  if (problem !== undefined) problems.push(`${PREFIX}DKIM_KEY ${problem}.`);
  return { domain: values.DKIM_DOMAIN ?? domainOf(values.MAIL_FROM ?? '') ?? '', selector, key };
}

/** The TXT record by which receivers know our signature. */
export function dkimRecord({ domain, selector, key }: DkimSettings): {
  readonly name: string;
  readonly value: string;
} {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
  return { name: `${selector}._domainkey.${domainToASCII(domain)}`, value: `v=DKIM1; k=rsa; p=${publicKey}` };
}

/**
 * Whether receivers count the signature for the sender (DMARC): one of the two domains lies within the other.
 * @param from `alerts@example.org` or `Slots <alerts@example.org>`
 */
export function vouchesForSender({ domain }: Pick<DkimSettings, 'domain'>, from: string): boolean {
  const sender = `.${domainOf(from)?.toLowerCase() ?? ''}`;
  const signer = `.${domain.toLowerCase()}`;
  return sender.endsWith(signer) || signer.endsWith(sender);
}

function domainOf(from: string): string | undefined {
  return /@([^@<>\s]+)>?\s*$/.exec(from)?.[1];
}

/** What is wrong with a private key; never a word of the key itself. */
function keyProblem(pem: string): string | undefined {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return `cannot be read: it must be a private key in PEM, whole and without a passphrase; ${HOW_TO_MAKE}`;
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== 'rsa') return `is a key of the kind ${type}, and mail is signed with RSA; ${HOW_TO_MAKE}`;
  const bits = details?.modulusLength ?? 0;
  if (bits < LEAST_BITS)
    return `has ${bits} bits, and receivers take no less than ${LEAST_BITS}; ${HOW_TO_MAKE}`;
  return undefined;
}
