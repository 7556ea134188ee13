// A mail server on loopback that accepts everything and keeps each mail as an `.eml` file a mail program can open.
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { mailText } from './mail-text.ts';
import type { Keep } from './receipts.ts';

export interface MailInbox {
  /** `smtp://127.0.0.1:40002` */
  readonly url: string;
  close(): Promise<void>;
}

/** @param folder must exist; mails are numbered in the order they came */
export async function startMailInbox(folder: string, keep: Keep): Promise<MailInbox> {
  let count = 0;

  async function accept(stream: AsyncIterable<Buffer>, session: SMTPServerSession): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part);
    const raw = Buffer.concat(parts);
    for (const { address } of session.envelope.rcptTo) {
      count++;
      const name = `${String(count).padStart(4, '0')}-${address.replace(/[^\w.@-]/g, '_').slice(0, 80)}.eml`;
      await writeFile(join(folder, name), raw);
      keep({ channel: 'email', kind: 'message', recipient: address, text: mailText(raw.toString('utf8')) });
    }
  }

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    onData(stream, session, done) {
      accept(stream, session).then(
        () => done(),
        () => done(new Error('The mail could not be kept.')),
      );
    },
  });
  // A client that hangs up is no concern of ours.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
