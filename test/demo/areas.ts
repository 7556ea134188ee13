// All districts, as the program ships them.
import type { Area } from '../../src/core/area.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';

export const AREAS: readonly Area[] = cowinSource().areas;

/** A moment at which it is 8 May 2021, 10:00, in India (wall ms). */
export const MAY_8_MS = Date.parse('2021-05-08T10:00:00+05:30');
