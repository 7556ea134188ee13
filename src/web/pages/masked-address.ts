// An address as its owner recognises it and a stranger does not: `an…@example.org`.

/** Keeps the first letters of a mailbox, the host of a webhook, the last digits of a chat. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${address.slice(0, Math.min(2, at - 1))}…${address.slice(at)}`;
  if (URL.canParse(address)) return `${new URL(address).host}…`;
  return `…${address.slice(-3)}`;
}
