// Room in memory that one body after the other takes: what lives long and is taken anew hundreds of times a second, each
// among thousands that die at once, would leave memory in pieces.

/** Behind a body (bytes): the next one is hardly ever as long to the byte. */
const SPARE_BYTES = 512;

/** For the first body. */
export const NO_ROOM: Buffer = Buffer.alloc(0);

/**
 * The same room as long as a body of `bytes` fits and does not leave half of it empty. A new one stands by itself: in a
 * pool shared with short-lived buffers it would hold on to all of it.
 */
export function roomFor(bytes: number, room: Buffer): Buffer {
  const wanted = bytes + SPARE_BYTES;
  return bytes > room.length || room.length > 2 * wanted ? Buffer.allocUnsafeSlow(wanted) : room;
}
