import { describe, expect, it } from 'vitest';
import { oauthHeader } from '../../bots/oauth1.ts';

describe('the OAuth 1.0a signature', () => {
  it('is the one of RFC 5849, section 1.2', () => {
    const header = oauthHeader(
      {
        method: 'GET',
        url: new URL('http://photos.example.net/photos?file=vacation.jpg&size=original'),
        nonce: 'chapoH',
        timestampS: 137131202,
        version: false,
      },
      {
        apiKey: 'dpf43f3p2l4k3l03',
        apiSecret: 'kd94hf93k423kf44',
        accessToken: 'nnch734d00sl2jdk',
        accessSecret: 'pfkkdhi9sl3r4s00',
      },
    );
    expect(header).toContain('oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"');
    expect(header).not.toContain('oauth_version');
  });

  it('is the one of X’s own example, with a form, reserved characters and a query', () => {
    const header = oauthHeader(
      {
        method: 'POST',
        url: new URL('https://api.twitter.com/1.1/statuses/update.json?include_entities=true'),
        form: { status: 'Hello Ladies + Gentlemen, a signed OAuth request!' },
        nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
        timestampS: 1318622958,
      },
      {
        apiKey: 'xvz1evFS4wEEPTGEFPHBog',
        apiSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
        accessToken: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
        accessSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
      },
    );
    expect(header).toContain('oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"');
  });
});
