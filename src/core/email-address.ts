// What counts as an e-mail address: the subset that real mailboxes use. Quoted local parts, IP literals, comments and
// unencoded international addresses are refused: relays disagree about them, and nobody signs up with one.

const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LEVEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** RFC 5321: the longest address that fits a path, and the longest local part. */
const MAX_CHARS = 254;
const LOCAL_MAX_CHARS = 64;

/**
 * The address as it is kept, in lower case: no mailbox that people use minds the case of its local part, and one person
 * must not be two subscribers. Undefined when it is none. Surrounding spaces are dropped, anything else unusual is refused.
 */
export function emailAddress(text: string): string | undefined {
  const trimmed = text.replace(/^ +| +$/g, '').toLowerCase();
  if (trimmed.length > MAX_CHARS) return undefined;
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, Math.max(at, 0));
  const domain = trimmed.slice(at + 1);
  if (local.length > LOCAL_MAX_CHARS || !LOCAL_PART.test(local)) return undefined;
  const labels = domain.split('.');
  // One label alone (`localhost`) is no public domain, and a numeric last one is an IP address.
  const sound = labels.length >= 2 && labels.every((label) => LABEL.test(label));
  return sound && TOP_LEVEL.test(labels.at(-1) ?? '') ? `${local}@${domain}` : undefined;
}
