// Vaccine names: an open set, spelt by the sources. One spelling for what sources send and for what people wish for.
import { safeText } from './safe-text.ts';

const VACCINE_MAX_CHARS = 60;

/** `  Sputnik  v ` -> `SPUTNIK V`; empty when there is none. */
export function vaccineName(raw: unknown): string {
  const name = safeText(raw, VACCINE_MAX_CHARS).toUpperCase();
  return ONE_OF_EACH.get(name) ?? name;
}

/**
 * Given in India, as sources spell them: to suggest to who is asked for one. Any other name can be asked for too.
 * Buttons already sent carry a place in this list: a new name comes last.
 */
export const VACCINES_TO_SUGGEST = [
  'COVISHIELD',
  'COVAXIN',
  'SPUTNIK V',
  'CORBEVAX',
  'COVOVAX',
  'ZYCOV-D',
  'INCOVACC',
] as const;

/** A name as it comes is a string of its own each time, and of fifty thousand sessions all are kept. */
const ONE_OF_EACH = new Map<string, string>(VACCINES_TO_SUGGEST.map((name) => [name, name]));
