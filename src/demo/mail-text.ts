// Reads a mail as a mail program does, as far as the demo needs it: the plain-text part, decoded.

/** The plain text of a raw message; empty when it has none. */
export function mailText(raw: string): string {
  return partsOf(raw).find((part) => /^text\/plain\b/i.test(part.type))?.text ?? '';
}

interface Part {
  readonly type: string;
  readonly text: string;
}

function partsOf(raw: string): Part[] {
  const cut = /\r?\n\r?\n/.exec(raw);
  const [head, body] =
    cut === null ? [raw, ''] : [raw.slice(0, cut.index), raw.slice(cut.index + cut[0].length)];
  const headers = head.replace(/\r?\n[ \t]+/g, ' ');
  const type = header(headers, 'content-type') || 'text/plain';
  const boundary = /\bboundary="?([^";]+)"?/i.exec(type)?.[1];
  if (/^multipart\//i.test(type) && boundary !== undefined) {
    // The first piece is what stands before the parts, the last what stands behind the closing mark.
    return body
      .split(`--${boundary}`)
      .slice(1, -1)
      .flatMap((piece) => partsOf(piece.replace(/^\r?\n/, '')));
  }
  return [{ type, text: decoded(body, header(headers, 'content-transfer-encoding').toLowerCase()) }];
}

function header(headers: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const joined = body.replace(/[ \t]+$/gm, '').replace(/=\r?\n/g, '');
  const bytes = joined.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
