// The soak's handle on the process of its source: starts it, scripts it, asks it, ends it.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Raw } from '../support/cowin-bodies.ts';

export interface SourceOptions {
  readonly seed: number;
  /** CoWIN's numbers. */
  readonly districts: readonly number[];
  /** Answers given a second at most. */
  readonly perS: number;
  /** Sessions replaced by others in a second, anywhere. */
  readonly replacedPerS: number;
  /** Part of the answers that are spoilt, 0…1. */
  readonly hazardShare: number;
}

export type ToSource =
  | { readonly type: 'start'; readonly options: SourceOptions }
  | {
      readonly type: 'set';
      readonly district: number;
      readonly slot: number;
      /** Null: listed no more. */
      readonly centre: Raw | null;
    }
  | { readonly type: 'look' };

export interface SourceFigures {
  /** Given since the start, spoilt ones too. */
  readonly answers: number;
  /** Spoilt ones by kind. */
  readonly hazards: Readonly<Record<string, number>>;
}

export type FromSource =
  | { readonly type: 'ready'; readonly url: string }
  | ({ readonly type: 'figures' } & SourceFigures);

export interface SoakSource {
  /** For VACCINE_WATCH_COWIN_URL. */
  readonly url: string;
  set(district: number, slot: number, centre: Raw | null): void;
  look(): Promise<SourceFigures>;
  stop(): Promise<void>;
}

export async function startSource(options: SourceOptions): Promise<SoakSource> {
  const child = fork(join(import.meta.dirname, 'source-process.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const say = (message: ToSource) => void (child.connected && child.send(message));
  const heard = <Type extends FromSource['type']>(type: Type) =>
    new Promise<Extract<FromSource, { type: Type }>>((resolve, reject) => {
      const hear = (message: FromSource): void => {
        if (message.type !== type) return;
        child.off('message', hear);
        resolve(message as Extract<FromSource, { type: Type }>);
      };
      child.on('message', hear);
      void ended.then(() => reject(new Error('the source of the soak has ended')));
    });
  const ready = heard('ready');
  say({ type: 'start', options });
  const { url } = await ready;
  return {
    url,
    set: (district, slot, centre) => say({ type: 'set', district, slot, centre }),
    look() {
      const figures = heard('figures');
      say({ type: 'look' });
      return figures;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
