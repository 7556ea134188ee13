// The DKIM signature (RFC 6376) of a finished mail. Whatever is given out is signed: a mail that cannot be is an error,
// never a mail without a signature. It signs RSA alone, as the library does.
import { createPrivateKey } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';

export interface DkimKey {
  /** The domain that vouches for the mail, best that of the sender's address. */
  readonly domain: string;
  readonly selector: string;
  /** RSA, PEM. */
  readonly key: string;
}

/**
 * Signed where a mail has them. RFC 8058 wants both unsubscribe headers, and the library's own list lacks the second.
 * `Message-ID` and `Date` stay the same in a resend, so the signature does too where the content does.
 */
const SIGNED_HEADERS = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'auto-submitted',
  'list-unsubscribe',
  'list-unsubscribe-post',
].join(':');

const SIGNATURE = 'DKIM-Signature:';

/**
 * A function from the bytes of a mail to the bytes to be sent.
 * @throws TypeError when the key is no RSA key
 */
export function dkimSigner(options: DkimKey): (mail: Buffer) => Promise<Buffer> {
  if (createPrivateKey(options.key).asymmetricKeyType !== 'rsa') throw new TypeError('no RSA key');
  const dkim = new DKIM({
    domainName: options.domain,
    keySelector: options.selector,
    privateKey: options.key,
    headerFieldNames: SIGNED_HEADERS,
  });
  return async (mail) => {
    const signed = await buffer(dkim.sign(mail));
    // The library sends on without a signature what it cannot sign.
    if (signed.toString('latin1', 0, SIGNATURE.length) !== SIGNATURE)
      throw new Error('the mail was not signed');
    return signed;
  };
}
