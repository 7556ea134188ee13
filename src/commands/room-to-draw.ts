// Undoes for the screen what small-heap.cjs does for the engine: every frame leaves megabytes behind that are dead at
// once, and a young generation of 1 MB is emptied so often that half of a key's time went into it.
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves: a frame of a large window dies in it. Left alone it would grow to a hundred megabytes. */
const ENOUGH_BYTES = 24_000_000;
const LOOK_EVERY_MS = 250;

/** From now on this process's young generation may grow until it is large enough; V8 doubles it, seldom once too often. */
export function makeRoomToDraw(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
  const looking = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if (young !== undefined && young.space_size < ENOUGH_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(looking);
  }, LOOK_EVERY_MS);
  looking.unref();
}
