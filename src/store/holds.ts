// What the operator has left alone: areas that are not polled, channels that send nothing. Kept, so that a restart
// resumes nothing by itself. It stops nothing: the watch list and the lanes do, which are told of it.
import type { AreaId } from '../core/area.ts';
import type { ChannelName } from '../core/subscription.ts';
import type { Db } from './database/db.ts';

export interface Holds {
  /** In the order of their ids. */
  areas(): readonly AreaId[];
  channels(): readonly ChannelName[];
  /** False: it was held already. */
  holdArea(id: AreaId, nowMs: number): boolean;
  /** False: it was not held. */
  releaseArea(id: AreaId): boolean;
  holdChannel(name: ChannelName, nowMs: number): boolean;
  releaseChannel(name: ChannelName): boolean;
}

type Kind = 'area' | 'channel';

/** @throws StoreError from every method */
export function createHolds(db: Db): Holds {
  const names = db.sql.prepare<[Kind], string>('SELECT name FROM holds WHERE kind = ? ORDER BY name').pluck();
  const insert = db.sql.prepare<[Kind, string, number]>(
    'INSERT INTO holds (kind, name, since_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const remove = db.sql.prepare<[Kind, string]>('DELETE FROM holds WHERE kind = ? AND name = ?');

  const hold = (kind: Kind, name: string, nowMs: number) =>
    db.write(() => insert.run(kind, name, nowMs).changes > 0);
  const release = (kind: Kind, name: string) => db.write(() => remove.run(kind, name).changes > 0);
  return {
    areas: () => db.read(() => names.all('area')),
    channels: () => db.read(() => names.all('channel') as ChannelName[]),
    holdArea: (id, nowMs) => hold('area', id, nowMs),
    releaseArea: (id) => release('area', id),
    holdChannel: (name, nowMs) => hold('channel', name, nowMs),
    releaseChannel: (name) => release('channel', name),
  };
}
