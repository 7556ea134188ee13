// Snapshots that try to do harm: texts that would move a cursor or set a title, and a shape nobody promised.
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { area, busySnapshot, channel, feedItem } from '../support/snapshots.ts';

export const HOSTILE_NAMES = [
  '\u001B]0;owned\u0007PHC Title',
  '\u001B]8;;http://evil.example\u0007PHC Link\u001B]8;;\u0007',
  '\u001B]52;c;ZXZpbA==\u0007PHC Clipboard',
  '\u001B[2J\u001B[1;1HPHC Cursor',
  '\u009B31mPHC C1\u009D0;owned\u009C',
  '\u202EPHC Bidi\u2066\u200F',
  'PHC\r\nTwo\tLines\u2028More',
  'PHC Zero\u200B\u200D\uFEFFWidth',
  `PHC ${'long '.repeat(2000)}`,
  `PHC Z${'\u0301'.repeat(50)}algo`,
  'PHC \uD800lone',
];

/** Every text a stranger can choose, hostile. */
export function hostileSnapshot(): EngineSnapshot {
  const evil = HOSTILE_NAMES.join(' ');
  return {
    ...busySnapshot(),
    hints: [evil],
    source: { name: evil, baseUrl: evil, state: 'silent', detail: evil, lastGoodMs: null },
    dedupe: { mode: 'in-process', state: 'degraded', detail: evil },
    areas: HOSTILE_NAMES.map((name, index) =>
      area(name, { id: `cowin:${index}`, region: evil, failure: evil }),
    ),
    feed: HOSTILE_NAMES.map((name) =>
      feedItem({ centreName: name, areaName: evil, pincode: evil, date: evil, vaccine: evil, ageText: evil }),
    ),
    channels: [channel('telegram', { state: 'on', detail: evil })],
  };
}

/** As an engine of another version might send it. */
export function brokenSnapshot(): EngineSnapshot {
  return { ...busySnapshot(), feed: null, dedupe: null } as unknown as EngineSnapshot;
}
