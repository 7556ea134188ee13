// The API's own description as a judge of its answers: each answer must be one that `data/openapi.json` announces for
// that method, path and status, and of the shape it announces. It remembers which were seen.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { packageRoot } from '../../src/package-root.ts';
import type { Answer, Client } from './client.ts';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly security?: readonly Json[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } };
  };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties: Json }>> };
}

export const description = JSON.parse(
  readFileSync(join(packageRoot(), 'data', 'openapi.json'), 'utf8'),
) as Description;

const METHODS = ['get', 'post', 'patch', 'delete'];

export interface Documented {
  readonly method: string;
  /** As described: `/subscriptions/{id}`. */
  readonly path: string;
  readonly operation: Operation;
}

/** Every operation the description holds. */
export const operations: readonly Documented[] = Object.entries(description.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) =>
    item[method] === undefined ? [] : [{ method, path, operation: item[method] }],
  ),
);

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'tags', 'paths', 'components', 'example']);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
ajv.addSchema(description, 'api');

const pointer = (...parts: readonly string[]): string =>
  `api#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

/** What is wrong with a value; empty: nothing. */
function faults(schema: string, value: unknown): string {
  const validate = ajv.getSchema(schema);
  if (validate === undefined) return `nothing is described at ${schema}`;
  return validate(value) ? '' : ajv.errorsText(validate.errors);
}

export interface Judge {
  /** Calls the API; fails when the answer is none that is described, or a good answer followed a body that is not. */
  call(client: Client, method: string, path: string, body?: unknown, token?: string): Promise<JudgedAnswer>;
  /** Judges an answer that came otherwise. */
  judge(documented: Documented, answer: Answer): void;
  /** `POST /register 202` of every answer that was seen. */
  readonly seen: ReadonlySet<string>;
}

export interface JudgedAnswer extends Answer {
  // biome-ignore lint/suspicious/noExplicitAny: its shape was just checked against the description
  readonly json: any;
}

export function createJudge(): Judge {
  const seen = new Set<string>();

  function judge({ method, path }: Documented, { status, headers, text }: Answer): void {
    const name = `${method.toUpperCase()} ${path} ${status}`;
    const type = headers.get('content-type') ?? '';
    if (!/^application\/json\b/.test(type))
      throw new Error(`${name} answers as ${type}: ${text.slice(0, 200)}`);
    const wrong = faults(
      pointer('paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'),
      JSON.parse(text),
    );
    if (wrong !== '') throw new Error(`${name} is not as described: ${wrong}\n${text}`);
    seen.add(name);
  }

  return {
    seen,
    judge,
    async call(client, method, path, body, token) {
      const documented = documentedAt(method, path);
      const answer = await client.json(
        method.toUpperCase(),
        `/api/v1${path}`,
        body,
        token === undefined ? {} : { authorization: `Bearer ${token}` },
      );
      judge(documented, answer);
      if (answer.status < 300 && body !== undefined) {
        const ref = documented.operation.requestBody?.content['application/json'].schema.$ref ?? 'no body';
        const wrong = faults(`api${ref}`, body);
        if (wrong !== '') throw new Error(`${method} ${path} took a body that is not described: ${wrong}`);
      }
      return { ...answer, json: JSON.parse(answer.text) };
    },
  };
}

function documentedAt(method: string, path: string): Documented {
  const bare = path.replace(/\?.*$/, '');
  const found = operations.find(
    (one) =>
      one.method === method.toLowerCase() &&
      new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare),
  );
  if (found === undefined) throw new Error(`${method} ${bare} is not described`);
  return found;
}
