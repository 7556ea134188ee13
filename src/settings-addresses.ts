// How addresses among the settings are read, whatever is reached at them. A password in one never gets into an error text.
import { z } from 'zod';

/** A password that was pasted as it is may hold a `%` of its own. */
export const STRAY_PERCENT =
  'has a % in its user or password that stands for no character: write each % as %25';

export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'is no http:// or https:// address' })
  .refine(hasReadableUser, STRAY_PERCENT);

/** Whether user and password can be told from how they are written in an address; also true of what is none. */
export function hasReadableUser(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}

/** Neither user nor query nor `#`. */
export function plainUrl({ username, password, search, hash }: URL): boolean {
  return `${username}${password}${search}${hash}` === '';
}
