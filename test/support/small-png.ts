// A picture of few colours made small: a PNG of a screenshot becomes one with a palette of at most 256 colours.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TRUE_COLOUR = 2;
const TRUE_COLOUR_AND_ALPHA = 6;
const PALETTE = 3;
const MOST_COLOURS = 256;

/**
 * The same picture with a palette. Colours that differ least become one, by ever coarser steps, until they fit.
 * @param png 8 bits a channel, not interlaced, as browsers make them; what is see-through becomes solid
 * @throws Error for another kind of PNG
 */
export function smallPng(png: Buffer): Buffer {
  const { header, data } = chunksOf(png);
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const kind = header[9];
  if (header[8] !== 8 || header[12] !== 0 || (kind !== TRUE_COLOUR && kind !== TRUE_COLOUR_AND_ALPHA)) {
    throw new Error('only PNG of 8 bits a channel, in true colour and not interlaced, can be made small');
  }
  const channels = kind === TRUE_COLOUR ? 3 : 4;
  const pixels = unfiltered(inflateSync(data), { width, height, channels });
  for (let bits = 0; bits < 7; bits += 1) {
    const indexed = indexedBy(pixels, { width, height, channels }, bits);
    if (indexed === undefined) continue;
    const newHeader = Buffer.from(header);
    newHeader[9] = PALETTE;
    return Buffer.concat([
      SIGNATURE,
      chunk('IHDR', newHeader),
      chunk('PLTE', Buffer.from(indexed.palette.flat())),
      chunk('IDAT', deflateSync(indexed.rows, { level: 9 })),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
  throw new Error('the picture has too many colours');
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

function chunksOf(png: Buffer): { readonly header: Buffer; readonly data: Buffer } {
  const parts = new Map<string, Buffer[]>();
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    parts.set(type, [...(parts.get(type) ?? []), png.subarray(at + 8, at + 8 + length)]);
    at += length + 12;
  }
  return {
    header: Buffer.concat(parts.get('IHDR') ?? []),
    data: Buffer.concat(parts.get('IDAT') ?? []),
  };
}

/** Undoes the filter each line was written with (PNG, section 9). */
function unfiltered(raw: Buffer, { width, height, channels }: Shape): Uint8Array {
  const stride = width * channels;
  const out = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)];
    for (let at = 0; at < stride; at += 1) {
      const here = row * stride + at;
      const left = at < channels ? 0 : (out[here - channels] as number);
      const above = row === 0 ? 0 : (out[here - stride] as number);
      const corner = at < channels || row === 0 ? 0 : (out[here - stride - channels] as number);
      const guess =
        filter === 1
          ? left
          : filter === 2
            ? above
            : filter === 3
              ? (left + above) >> 1
              : filter === 4
                ? paeth(left, above, corner)
                : 0;
      out[here] = (raw[row * (stride + 1) + 1 + at] as number) + guess;
    }
  }
  return out;
}

/** Whichever of the three is nearest to `left + above - corner`. */
function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [byLeft, byAbove, byCorner] = [left, above, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ];
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}

interface Indexed {
  readonly palette: readonly (readonly [number, number, number])[];
  /** Each line with the byte that says it is not filtered. */
  readonly rows: Buffer;
}

/** Undefined when there are too many colours, their last `bits` bits left aside. */
function indexedBy(
  pixels: Uint8Array,
  { width, height, channels }: Shape,
  bits: number,
): Indexed | undefined {
  const palette: [number, number, number][] = [];
  const known = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = pixel * channels;
    const [red = 0, green = 0, blue = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    const key = ((red >> bits) << 16) | ((green >> bits) << 8) | (blue >> bits);
    let index = known.get(key);
    if (index === undefined) {
      index = palette.length;
      if (index === MOST_COLOURS) return undefined;
      // The first of its kind stands for all: a plain background stays exactly what it was.
      palette.push([red, green, blue]);
      known.set(key, index);
    }
    rows[pixel + Math.floor(pixel / width) + 1] = index;
  }
  return { palette, rows };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
