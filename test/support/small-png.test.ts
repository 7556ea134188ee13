// Pictures for the documents are made small by us: what one sees must stay what it was.
import { crc32, deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { startChromium } from './chromium.ts';
import { smallPng } from './small-png.ts';

it('a picture stays the picture it was, to the eye, and takes a fraction of the room', async () => {
  const browser = await startChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 300, height: 120 } });
    await page.setContent(
      '<body style="margin:0;background:#1b1f27"><p style="color:#98c379;font:14px monospace">BBMP 12</p>' +
        '<div style="background:#e06c75;width:50px;height:50px"></div>',
    );
    const png = await page.screenshot();
    const small = smallPng(png);
    expect(small.length).toBeLessThan(png.length);
    // Both are drawn by the browser, and their pixels compared there.
    const most = await page.evaluate(
      `(${COMPARE})(${JSON.stringify([png, small].map((one) => one.toString('base64')))})`,
    );
    expect(most).toBeLessThanOrEqual(8);
  } finally {
    await browser.close();
  }
}, 60_000);

/** In the browser: the greatest difference of any channel of any pixel. A text, since types of pages are not ours. */
const COMPARE = `async (pictures) => {
  const [one, other] = await Promise.all(pictures.map(async (base64) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + base64;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  }));
  if (one.length !== other.length) return 255;
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at])), 0);
}`;

it('a picture of another kind is refused', () => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(1, 0);
  header.writeUInt32BE(1, 4);
  header[8] = 16;
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const png = Buffer.concat([Buffer.alloc(8), chunk('IHDR', header), chunk('IDAT', deflateSync('x'))]);
  expect(() => smallPng(png)).toThrow('8 bits a channel');
});
