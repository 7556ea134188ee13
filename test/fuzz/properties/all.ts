// Every property there is, in the order in which they are played.
import type { FuzzProperty } from '../property.ts';
import { controlProperty, importProperty } from './control.ts';
import { csvProperty } from './csv.ts';
import { detectionProperty } from './detection.ts';
import { escapeProperty, htmlProperty } from './html.ts';
import { mailHeadersProperty } from './mail-headers.ts';
import { matchingProperty } from './matching.ts';
import { parserProperty } from './parser.ts';
import { safeTextProperty } from './safe-text.ts';

export const PROPERTIES: readonly FuzzProperty[] = [
  parserProperty,
  safeTextProperty,
  escapeProperty,
  htmlProperty,
  mailHeadersProperty,
  csvProperty,
  detectionProperty,
  matchingProperty,
  controlProperty,
  importProperty,
];
