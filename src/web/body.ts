// Reads what a client posts: bounded in size, and only of the kinds we understand. What comes out is plain text by
// field name; nothing is trusted because it came in a form.
import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';
import type { Site } from './site.ts';
import type { WebContext } from './web-env.ts';

/** What was posted, by field; a field that came twice counts once, files count not at all. */
export type Fields = Readonly<Record<string, string>>;

const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/** The fields of a form. @throws Refusal 400, 413, 415 */
export async function readForm(site: Site, c: WebContext): Promise<Fields> {
  const type = c.req.header('content-type') ?? '';
  if (!FORM_TYPES.includes(mediaType(type))) {
    throw new Refusal(415, 'not-a-form', 'This page understands only forms. Go back and use the one there.');
  }
  const body = await readBody(site, c.env.incoming);
  if (mediaType(type) === FORM_TYPES[0]) return fieldsOf(new URLSearchParams(body.toString('utf8')));
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    return fieldsOf(form);
  } catch {
    throw new Refusal(400, 'unreadable', 'The form did not arrive whole. Go back and send it again.');
  }
}

/** A JSON object. @throws Refusal 400, 413, 415 */
export async function readJson(site: Site, c: WebContext): Promise<Readonly<Record<string, unknown>>> {
  if (mediaType(c.req.header('content-type') ?? '') !== 'application/json') {
    throw new Refusal(415, 'not-json', 'Send JSON, with the header Content-Type: application/json.');
  }
  const body = await readBody(site, c.env.incoming);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'not-json', 'The body is no JSON.');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new Refusal(400, 'invalid', 'The body must be one JSON object.');
}

function mediaType(header: string): string {
  return (header.split(';')[0] ?? '').trim().toLowerCase();
}

function fieldsOf(entries: Iterable<[string, unknown]>): Fields {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of entries) if (typeof value === 'string') fields[name] ??= value;
  return fields;
}

async function readBody(site: Site, request: IncomingMessage): Promise<Buffer> {
  const most = site.limits.bodyBytes;
  const tooLarge = () =>
    new Refusal(413, 'too-large', `More than ${most} bytes were sent; nothing here needs as much.`);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Left open when the reading ends early: the answer still has to go out on this connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > most) throw tooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
