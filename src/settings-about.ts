// What each setting is for, in a few words, for whoever sets the program up on the screen.
import type { Name } from './settings-table.ts';

/** In the order of the settings; no full stop, fit for one line. */
export const ABOUT: Readonly<Record<Name, string>> = {
  COWIN_URL: 'where the slots are asked for: base URL before /v2/…',
  USER_AGENT: 'how we introduce ourselves to the source',
  PACE: 'calls per time: 90/5m, 2000/1s, unlimited; CoWIN itself takes at most 100/5m',
  POLL_THREADS: 'polling threads; empty: as many as the pace is worth',
  REDIS: 'socket path, redis:// or rediss:// address, or off; empty: started by itself',
  TELEGRAM_TOKEN: 'bot token from @BotFather (123456:ABC…)',
  TELEGRAM_API: 'where Telegram is reached',
  SMTP_URL: 'mail server: smtp://user:password@host:port, or smtps://…',
  MAIL_FROM: 'sender of mails: alerts@example.org',
  SMTP_TLS: 'required, or off for a relay on this machine',
  WEBHOOK_ALLOW_LOCAL: '1 lets webhooks reach private addresses',
  X_API_KEY: 'X: the first of its four keys; posts need all of them',
  X_API_SECRET: 'X: secret of the API key',
  X_ACCESS_TOKEN: 'X: access token of the account that posts',
  X_ACCESS_SECRET: 'X: secret of the access token',
  X_API: 'where X is reached',
  X_LINKS: '1 puts a link into posts, which makes each cost $0.20 instead of $0.015',
  X_CAP_DAY_USD: 'most to spend on posts a day, in US dollars',
  X_CAP_MONTH_USD: 'most to spend on posts a month, in US dollars',
  HTTP: 'host:port of the sign-up page and its API: 127.0.0.1:8080; empty: no page',
  PUBLIC_URL: 'address of the page as people see it: what links begin with',
  HTTP_PROXIES: 'proxies of yours in front of the page',
  SIGN_UP: 'open, or closed: nobody new may sign up',
  MAX_SUBSCRIPTIONS: 'subscriptions one person may have who signs up',
  DKIM_SELECTOR: 'signs mail: name of the key in the DNS',
  DKIM_DOMAIN: 'domain that signs mail; empty: that of the sender',
  DKIM_KEY: 'RSA key in PEM that signs mail; easier as VACCINE_WATCH_DKIM_KEY_FILE',
  ALL_AREAS: '1 polls every district, not only those somebody subscribes to',
};
