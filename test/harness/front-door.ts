// The sign-up of a running engine as strangers reach it: over HTTP behind a proxy, each request from whichever network,
// and over the control socket; codes arrive in real mails.
import { join } from 'node:path';
import { connectControl, type RemoteControl } from '../../src/control/client.ts';
import { mailText } from '../../src/demo/mail-text.ts';
import { deadPort } from '../support/loopback-http.ts';
import { type Env, type Program, type Scene, until } from '../support/program.ts';
import { type SmtpCatcher, startSmtpCatcher } from '../support/smtp-catcher.ts';

export interface Answer {
  readonly status: number;
  /** Without the time of day. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly tookMs: number;
}

export interface FrontDoor {
  readonly mail: SmtpCatcher;
  engine(): Promise<Program>;
  /** @param from the network address the proxy saw */
  post(path: string, body: object, from: string): Promise<Answer>;
  /** A connection of the operator's to the running engine. */
  control(): Promise<RemoteControl>;
  /** The codes mailed to an address, once there are at least so many. */
  codes(address: string, atLeast?: number): Promise<readonly string[]>;
  readonly url: string;
}

/** @param env settings on top */
export async function openFrontDoor(scene: Scene, env: Env = {}): Promise<FrontDoor> {
  const mail = await startSmtpCatcher();
  scene.atEnd(mail.close);
  const url = `http://127.0.0.1:${await deadPort()}`;
  Object.assign(scene.env, {
    VACCINE_WATCH_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    VACCINE_WATCH_SMTP_TLS: 'off',
    VACCINE_WATCH_MAIL_FROM: 'Slots <alerts@example.net>',
    VACCINE_WATCH_HTTP: url.slice('http://'.length),
    VACCINE_WATCH_PUBLIC_URL: 'https://slots.example.org',
    VACCINE_WATCH_HTTP_PROXIES: '1',
    ...env,
  });
  const mailed = (address: string): readonly string[] =>
    mail.mails
      .filter(({ to }) => to.includes(address))
      .flatMap(({ raw }) => /^(\d{6})$/m.exec(mailText(raw))?.[1] ?? []);
  return {
    mail,
    url,
    engine: () => scene.engine(),
    async post(path, body, from) {
      const startMs = performance.now();
      const response = await fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': from,
          'x-forwarded-proto': 'https',
        },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      const { date: _date, ...headers } = Object.fromEntries(response.headers);
      return { status: response.status, headers, body: text, tookMs: performance.now() - startMs };
    },
    async control() {
      const control = await connectControl(join(scene.dataDir, 'control.sock'));
      scene.atEnd(control.close);
      return control;
    },
    codes: (address, atLeast = 1) =>
      until(() => {
        const codes = mailed(address);
        return codes.length >= atLeast && codes;
      }, `code ${atLeast} in the mailbox`),
  };
}

/** A network of its own for each number. */
export function network(number: number): string {
  return `198.${18 + ((number >> 16) & 1)}.${(number >> 8) & 255}.${number & 255}`;
}
