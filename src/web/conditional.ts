// Whether somebody who asks again has the newest already (RFC 9110, section 13).

/**
 * @param etag of what would be answered, with its quotes
 * @param changedMs when it last changed, in whole seconds (ms)
 */
export function isUnchanged(headers: Headers, etag: string, changedMs: number): boolean {
  const known = headers.get('if-none-match');
  // The tag is the better witness: with it, the time is not looked at.
  if (known !== null) return known.trim() === '*' || tagsOf(known).includes(etag);
  const since = Date.parse(headers.get('if-modified-since') ?? '');
  return changedMs <= since;
}

/** Proxies that compress make strong tags weak: for a GET both count as equal. */
function tagsOf(header: string): readonly string[] {
  return [...header.matchAll(/(?:W\/)?("[^"]*")/g)].map(([, tag]) => tag as string);
}
