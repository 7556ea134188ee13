// Signing up on the page as a browser without JavaScript does it: forms, one after another. The code comes by a real
// mail; what was typed is never lost.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailText } from '../../src/demo/mail-text.ts';
import { until } from '../support/program.ts';
import { clientOf } from './client.ts';
import { startWebRig, type WebRig } from './web-rig.ts';

let rig: WebRig;
beforeAll(async () => {
  rig = await startWebRig({ settings: { publicUrl: 'https://slots.example.org' } });
});
afterAll(() => rig?.stop());

/** The value a page shows in a field; undefined: there is no such field. */
function typedIn(html: string, name: string): string | undefined {
  const input = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(html)?.[0];
  return input === undefined ? undefined : /value="([^"]*)"/.exec(input)?.[1];
}

const isChosen = (html: string, name: string, value: string): boolean =>
  new RegExp(`<select[^>]*name="${name}"[^>]*>.*?<option value="${value}" selected`).test(html);

/** The words beside a field that is wrong. */
const errorOf = (html: string, name: string): string | undefined =>
  new RegExp(`id="${name}-error"><strong>To mend:</strong> ([^<]*)<`).exec(html)?.[1];

describe('the form', () => {
  it('names every mistake at once, beside its field and before the form, and loses nothing that was typed', async () => {
    const typed = {
      district: 'Nowhereland',
      pincode: '12',
      dose: '2',
      age: '400',
      vaccine: 'covaxin',
      fee: 'paid',
      min: '10',
      others: 'keep',
      email: 'me.org',
    };
    const { status, text } = await clientOf(rig.url).form('/sign-up', typed);
    expect(status).toBe(400);
    for (const name of ['district', 'pincode', 'age', 'email']) {
      expect(errorOf(text, name)).toBeTruthy();
      expect(text).toContain(`<a href="#${name}">`);
      expect(text).toMatch(
        new RegExp(
          `<input[^>]*id="${name}"[^>]*aria-describedby="[^"]*${name}-error"[^>]*aria-invalid="true"`,
        ),
      );
    }
    for (const name of ['district', 'pincode', 'age', 'vaccine', 'email'] as const) {
      expect(typedIn(text, name)).toBe(typed[name]);
    }
    for (const name of ['dose', 'fee', 'min'] as const) expect(isChosen(text, name, typed[name])).toBe(true);
    expect(text).toMatch(/name="others" value="keep" checked/);
    expect(text).toContain('<details open');
    expect(errorOf(text, 'vaccine')).toBeUndefined();
  });

  it('keeps the filters folded away while nobody used them', async () => {
    const { text } = await clientOf(rig.url).form('/sign-up', { min: '1', dose: '', email: '' });
    expect(text).toContain('<details>');
    expect(errorOf(text, 'district')).toBe('Where? Give a district or a pincode.');
    expect(errorOf(text, 'email')).toBe('Give your e-mail address: the alerts go there.');
  });

  it('asks which place is meant, and takes the choice as long as the text stands', async () => {
    const client = clientOf(rig.url);
    const asked = await client.form('/sign-up', { district: 'Warangal', email: 'ravi@example.org' });
    expect(asked.status).toBe(400);
    expect(errorOf(asked.text, 'area')).toContain('Choose one');
    expect(asked.text).toContain('Warangal(Rural), Telangana');
    expect(typedIn(asked.text, 'asked')).toBe('Warangal');
    const chosen = { area: 'cowin:610', asked: 'Warangal', email: 'ravi@example.org' };
    const other = await client.form('/sign-up', { ...chosen, district: 'Nowhereland' });
    expect(errorOf(other.text, 'district')).toContain('no district “Nowhereland”');
    const good = await client.form('/sign-up', { ...chosen, district: 'Warangal' });
    expect(good.status).toBe(200);
    const done = await client.form('/verify', {
      email: 'ravi@example.org',
      code: await rig.codeFor('ravi@example.org'),
    });
    expect(done.text).toContain('Warangal(Urban), Telangana');
  });

  it('asks no more for a place that was chosen, when something else has to be mended', async () => {
    const chosen = { district: 'Warangal', area: 'cowin:610', asked: 'Warangal', email: 'slip' };
    const { text } = await clientOf(rig.url).form('/sign-up', chosen);
    expect(typedIn(text, 'district')).toBe('Warangal(Urban), Telangana');
    expect(text).not.toContain('type="radio"');
    expect(errorOf(text, 'email')).toBeTruthy();
    const forged = await clientOf(rig.url).form('/sign-up', { ...chosen, area: 'cowin:none' });
    expect([forged.status, errorOf(forged.text, 'district') ?? errorOf(forged.text, 'area')]).toEqual([
      400,
      expect.any(String),
    ]);
  });

  it('shows the districts of a state, and the nearest names of a slip', async () => {
    const state = await clientOf(rig.url).form('/sign-up', { district: 'Goa', email: 'a@example.org' });
    expect(state.text).toContain('North Goa, Goa');
    expect(state.text).toContain('South Goa, Goa');
    const slip = await clientOf(rig.url).form('/sign-up', { district: 'Bangolore', email: 'a@example.org' });
    expect(slip.text).toContain('Bangalore Urban, Karnataka');
  });

  it('is filled in by a link from the page of a place', async () => {
    const area = await clientOf(rig.url).get('/area/cowin:294');
    const link = /href="(\/\?district=[^"]*)"/.exec(area.text)?.[1] ?? '';
    expect(typedIn((await clientOf(rig.url).get(link)).text, 'district')).toBe('BBMP, Karnataka');
  });

  it('works below a folder of the public address, whether the proxy passes it on or not', async () => {
    const below = await startWebRig({ settings: { publicUrl: 'https://example.org/slots' } });
    try {
      for (const path of ['/', '/slots', '/slots/lost', '/lost']) {
        const { status, text } = await clientOf(below.url).get(path);
        expect(status).toBe(200);
        expect(text).toMatch(/action="\/slots\/(sign-up|lost)"/);
        const style = /href="(\/slots\/assets\/[^"]*style\.css)"/.exec(text)?.[1] ?? '';
        expect((await clientOf(below.url).get(style)).status).toBe(200);
      }
      expect((await clientOf(below.url).get('/slots/nothing')).text).toContain('href="/slots/"');
      expect(JSON.parse((await clientOf(below.url).get('/slots/api/v1/none')).text).ok).toBe(false);
    } finally {
      await below.stop();
    }
  });
});

describe('the code', () => {
  const wish = { district: 'BBMP', age: '45', email: 'anita@example.org' };

  it('comes by mail with the way back, is asked for again with all that was typed, and is then done', async () => {
    const client = clientOf(rig.url);
    const asked = await client.form('/sign-up', wish);
    expect(asked.status).toBe(200);
    expect(asked.headers.get('cache-control')).toBe('no-store');
    expect(asked.text).toContain('anita@example.org');
    expect(asked.text).toContain('valid for 10 min');
    expect(typedIn(asked.text, 'age')).toBe('45');
    const first = await rig.codeFor(wish.email);
    const raw = rig.mail.mails.at(-1)?.raw ?? '';
    expect(mailText(raw)).toContain('https://slots.example.org/verify');
    expect(raw).not.toMatch(/^List-Unsubscribe/im);

    const early = await client.form('/sign-up', wish);
    expect(early.status).toBe(429);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(30);
    expect(early.text).toContain('name="code"');
    expect(early.text).toContain('less than a minute ago');

    const wrong = await client.form('/verify', {
      ...wish,
      from: 'sign-up',
      code: first === '123456' ? '654321' : '123456',
    });
    expect(wrong.status).toBe(400);
    expect(errorOf(wrong.text, 'code')).toContain('not right');
    expect(typedIn(wrong.text, 'age')).toBe('45');
    expect(wrong.text).toContain('action="/sign-up"');

    const done = await client.form('/verify', {
      email: wish.email,
      code: ` ${first.slice(0, 3)} ${first.slice(3)} `,
    });
    expect(done.status).toBe(200);
    expect(done.text).toContain('BBMP, Karnataka: age 45');
    expect(done.text).toContain('every 2 min 15 s');
    const person = rig.store.subscribers.find({ channel: 'email', address: wish.email });
    expect(person).toMatchObject({
      origin: 'page',
      state: 'active',
      subscriptions: [{ areaId: 'cowin:294', ageYears: 45 }],
    });
    expect(done.text).toContain(`/m/${person && rig.store.links.tokenOf(person)}`);
    const used = await client.form('/verify', { email: wish.email, code: first });
    expect(used.status).toBe(400);
  });

  it('can be typed in where the mail leads, with the address', async () => {
    const client = clientOf(rig.url);
    const email = 'phone@example.org';
    await client.form('/sign-up', { pincode: '560 011', email });
    const page = await client.get('/verify');
    expect(page.text).toMatch(/id="email"[^>]*type="email"/);
    expect(page.text).toMatch(/autocomplete="one-time-code"/);
    const nothing = await client.form('/verify', { email: 'x', code: '' });
    expect([errorOf(nothing.text, 'email'), errorOf(nothing.text, 'code')].every(Boolean)).toBe(true);
    const done = await client.form('/verify', { email, code: await rig.codeFor(email) });
    expect(done.text).toContain('pincode 560011');
  });

  it('says the same, in the same words, of an address that is known and one that is not', async () => {
    const known = 'known-page@example.org';
    await rig.person(known);
    const pages = await Promise.all(
      [known, 'wholly-new@example.org'].map(async (email) => {
        const { status, text } = await clientOf(rig.url).form('/sign-up', { district: 'BBMP', email });
        return `${status} ${text.replaceAll(email, 'EMAIL')}`;
      }),
    );
    expect(pages[0]).toBe(pages[1]);
  });

  it('replaces what was asked for the same place, or keeps it beside, as the form says', async () => {
    const email = 'household@example.org';
    const ages = () =>
      rig.store.subscribers
        .find({ channel: 'email', address: email })
        ?.subscriptions.map(({ ageYears }) => ageYears);
    for (const [age, others, expected] of [
      ['45', '', [45]],
      ['20', 'keep', [45, 20]],
      ['70', '', [70]],
    ] as const) {
      const client = clientOf(rig.url);
      await client.form('/sign-up', { district: 'BBMP', age, others, email });
      await client.form('/verify', { email, code: await rig.codeFor(email) });
      expect(ages()).toEqual(expected);
      rig.pass(3_700_000);
    }
  });

  it('too many wrong ones end it for a while, and the page says for how long', async () => {
    const client = clientOf(rig.url);
    const email = 'guesser@example.org';
    await client.form('/sign-up', { district: 'BBMP', email });
    const right = await rig.codeFor(email);
    for (let guess = 0; guess < 5; guess++) {
      await client.form('/verify', { email, code: right === '111111' ? '222222' : '111111' });
    }
    const burnt = await client.form('/verify', { email, code: right });
    expect(burnt.status).toBe(429);
    expect(Number(burnt.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(burnt.text).toContain('Too many wrong codes');
  });

  it('one client that asks for many addresses is held up, with the time to wait', async () => {
    const client = clientOf(rig.url);
    const answers = [];
    for (let index = 0; index < 12; index++) {
      answers.push(await client.form('/sign-up', { district: 'BBMP', email: `flood${index}@example.org` }));
    }
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.at(-1)?.status).toBe(429);
    expect(answers.at(-1)?.text).toContain('from your network');
    await until(() => rig.mail.mails.some(({ to }) => to.includes('flood9@example.org')), 'the tenth mail');
    expect(rig.mail.mails.some(({ to }) => to.includes('flood10@example.org'))).toBe(false);
  });
});

describe('a lost link', () => {
  it('is found again by a code', async () => {
    const email = 'forgetful@example.org';
    const { token } = await rig.person(email);
    const client = clientOf(rig.url);
    const asked = await client.form('/lost', { email });
    expect(asked.text).toContain('action="/lost"');
    const back = await client.form('/verify', { email, from: 'lost', code: await rig.codeFor(email) });
    expect([back.status, back.headers.get('location')]).toEqual([303, `/m/${token}`]);
  });

  it('of nobody says the same until the code came, and then that there is nothing', async () => {
    const email = 'unknown-lost@example.org';
    const client = clientOf(rig.url);
    expect((await client.form('/lost', { email })).status).toBe(200);
    const { status, text } = await client.form('/verify', {
      email,
      from: 'lost',
      code: await rig.codeFor(email),
    });
    expect([status, text.includes('There are no alerts for this address')]).toEqual([200, true]);
    expect(rig.store.subscribers.find({ channel: 'email', address: email })).toBeUndefined();
  });

  it('wants an address', async () => {
    const { status, text } = await clientOf(rig.url).form('/lost', { email: 'nobody' });
    expect([status, errorOf(text, 'email'), typedIn(text, 'email')]).toEqual([
      400,
      'This is not an e-mail address: write it like name@example.org.',
      'nobody',
    ]);
  });
});

describe('who cannot sign up is told', () => {
  it('when sign-up is closed, also by a form that was open before', async () => {
    const closed = await startWebRig({ signUpOpen: false });
    try {
      const home = await clientOf(closed.url).get('/');
      expect(home.text).toContain('Sign-up is closed');
      expect(home.text).not.toContain('<form');
      const late = await clientOf(closed.url).form('/sign-up', { district: 'BBMP', email: 'a@example.org' });
      expect([late.status, late.text.includes('Sign-up is closed here')]).toEqual([409, true]);
    } finally {
      await closed.stop();
    }
  });

  it('when there is no mail', async () => {
    const mute = await startWebRig({ hasMail: false });
    try {
      expect((await clientOf(mute.url).get('/')).text).toContain('has not set up mail');
      const { status } = await clientOf(mute.url).form('/sign-up', {
        district: 'BBMP',
        email: 'a@example.org',
      });
      expect(status).toBe(409);
    } finally {
      await mute.stop();
    }
  });
});
