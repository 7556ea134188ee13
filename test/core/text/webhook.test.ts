import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { webhookCode, webhookPayload } from '../../../src/core/text/webhook.ts';
import { alertOf, alertSlot, SEEN_MS } from '../../support/alerts.ts';

describe('the webhook payload', () => {
  it('gives an opening as data', () => {
    expect(webhookPayload('slot.opened', alertOf(), 'id-1', SEEN_MS)).toEqual({
      id: 'id-1',
      type: 'slot.opened',
      sentAt: '2021-05-08T08:33:22.000Z',
      slots: [
        {
          openingKey: 'cowin:s1:1:1',
          sessionId: 's1',
          source: 'cowin',
          dose: '1',
          capacity: 12,
          centre: {
            id: '1',
            name: 'Apollo Clinic',
            address: '12 Main Road',
            block: 'Jayanagar',
            district: 'BBMP',
            state: 'Karnataka',
            pincode: '560011',
          },
          pincode: '560011',
          date: '2021-05-08',
          vaccine: 'COVISHIELD',
          ageMin: 18,
          ageMax: 44,
          feeType: 'paid',
          feeInr: '780',
          times: ['09:00AM-11:00AM', '11:00AM-01:00PM'],
          openedAt: '2021-05-08T08:33:22.000Z',
          seenAt: '2021-05-08T08:33:22.000Z',
          closedAt: null,
          openForSeconds: null,
          bookingUrl: 'https://selfregistration.cowin.gov.in',
        },
      ],
    });
  });

  it('says of a closing how long it was open', () => {
    const alert = alertOf(alertSlot({ closedAtMs: SEEN_MS + 150_000 }));
    const [slot] = webhookPayload('slot.closed', alert, 'id-2', SEEN_MS).slots;
    expect(slot).toMatchObject({ closedAt: '2021-05-08T08:35:52.000Z', openForSeconds: 150 });
  });
});

describe('a code for a webhook', () => {
  it('looks as the document for other servers shows it', () => {
    const document = readFileSync(join(import.meta.dirname, '../../../docs/WEBHOOKS.md'), 'utf8');
    const shown = JSON.parse(/```json\n(.*?)```/s.exec(document)?.[1] ?? '');
    const message = {
      code: '042042',
      validForMs: 600_000,
      purpose: 'subscribe',
      wishText: 'BBMP, Karnataka',
      verifyUrl: null,
    } as const;
    expect(webhookCode(message, 'code-6f1c2d3e4a5b6c7d')).toEqual(shown);
  });
});
