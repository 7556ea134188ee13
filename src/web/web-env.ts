// What Hono's handlers are given here.
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** Node's own request and answer. */
export interface WebEnv {
  Bindings: HttpBindings;
}

export type WebContext = Context<WebEnv>;
