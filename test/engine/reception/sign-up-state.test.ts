// What the operator reads about sign-up: whether people can sign up, where, and what is missing.
import { describe, expect, it } from 'vitest';
import {
  checkMailLinks,
  checkSignUp,
  type SignUpSettings,
  signUpHints,
} from '../../../src/engine/reception/sign-up-state.ts';

const mail = { smtpUrl: 'smtp://h', from: 'a@example.org', tls: 'required', dkim: null } as const;
const web = {
  host: '127.0.0.1',
  port: 8080,
  publicUrl: 'https://slots.example.org',
  proxies: 1,
  metricsToken: null,
};
const whole: SignUpSettings = { web, mail, telegram: null, signUpOpen: true };

describe('sign-up, as the operator sees it', () => {
  it('is open where the page and mail are set up', () => {
    expect(checkSignUp(whole)).toEqual({
      name: 'sign-up',
      state: 'ok',
      detail: 'open at https://slots.example.org',
    });
    expect(checkMailLinks(whole)).toMatchObject({ state: 'ok' });
    expect(signUpHints(whole)).toEqual([]);
  });

  it('says that it is closed', () => {
    expect(checkSignUp({ ...whole, signUpOpen: false })).toMatchObject({
      state: 'off',
      detail: expect.stringContaining('VACCINE_WATCH_SIGN_UP=closed'),
    });
  });

  it('says how to get a page, and that Telegram needs none', () => {
    const none = { ...whole, web: null, telegram: { token: '1:a', apiRoot: '' } };
    expect(checkSignUp(none)).toMatchObject({
      state: 'off',
      detail: expect.stringMatching(/VACCINE_WATCH_HTTP.*Telegram/),
    });
    expect(signUpHints(none)).toEqual([]);
  });

  it('says that a page without mail sends no codes', () => {
    const mute = { ...whole, mail: null };
    expect(checkSignUp(mute)).toMatchObject({ state: 'warn', detail: expect.stringContaining('SMTP_URL') });
    expect(signUpHints(mute)).toEqual([expect.stringContaining('can send no codes')]);
    expect(signUpHints({ ...mute, signUpOpen: false })).toEqual([]);
  });

  it('says that mails carry no links without a public address', () => {
    expect(checkMailLinks({ ...whole, web: null })).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('VACCINE_WATCH_HTTP and VACCINE_WATCH_PUBLIC_URL'),
    });
    const inside = { ...whole, web: { ...web, publicUrl: null } };
    expect(checkMailLinks(inside)).toMatchObject({ state: 'warn' });
    expect(signUpHints(inside)).toEqual([expect.stringContaining('VACCINE_WATCH_PUBLIC_URL')]);
  });
});
