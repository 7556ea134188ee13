// Every mutation there is, in the order in which they are tried.
import { UNGUARDED_EDGES } from './edges.ts';
import type { Mutation } from './mutation.ts';
import { BROKEN_PROMISES } from './promises.ts';

export const MUTATIONS: readonly Mutation[] = [...BROKEN_PROMISES, ...UNGUARDED_EDGES];
