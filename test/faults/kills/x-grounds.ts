// Grounds on which there is nobody but the public of X: the account posts for two districts, and each has its own post.
// X refuses what it has published already and says so, so that no kill allows a copy; and no post may be uncounted money.
import { POST_MICROS } from '../../../bots/twitter.ts';
import { type HarnessPerson, wantsAll } from '../../harness/people.ts';
import { xEnv } from '../../harness/providers.ts';
import { makeSlots } from '../../harness/slots.ts';
import type { Scene } from '../../support/program.ts';
import { type Grounds, openGrounds } from './grounds.ts';
import type { KillPoint } from './points.ts';

const DISTRICTS = [294, 363];
const THE_PUBLIC: HarnessPerson = {
  channel: 'twitter',
  to: 'public',
  wishes: DISTRICTS.flatMap((district) => wantsAll('twitter', 'public', district).wishes),
};
/** Two a district: openings gather in one post. */
const SLOTS = makeSlots(2 * DISTRICTS.length, DISTRICTS);

/** X took the first post, and the program died before it heard of it. */
export const X_TOOK_IT: KillPoint = { kind: 'send', side: 'after', nth: 1 };

export interface XGrounds extends Grounds {
  /** Over all rounds so far. */
  tally(): XTally;
}

export interface XTally {
  /** What the public saw. */
  readonly posts: number;
  /** Posts sent again that X had published. */
  readonly refused: number;
  /** How many posts were counted as paid. */
  readonly counted: number;
}

export async function openXGrounds(scene: Scene): Promise<XGrounds> {
  const all = { posts: 0, refused: 0, counted: 0 };
  const grounds = await openGrounds(scene, [THE_PUBLIC], SLOTS, {
    env: ({ x }) => xEnv(x),
    sends: ({ x }) => [x.port],
    twiceAKill: 0,
    look(db, { x }) {
      const micros = Number(db.prepare('SELECT ifnull(sum(micros), 0) FROM x_spend').pluck().get());
      const counted = micros / POST_MICROS;
      all.posts += x.posts.length;
      all.refused += x.refused();
      all.counted += counted;
      const wrong = counted < x.posts.length ? [`${x.posts.length} posts, ${counted} counted`] : [];
      // A refusal that were taken for anything else would end as `unknown` or `rejected`.
      const unsent = db.prepare("SELECT count(*) FROM deliveries WHERE state <> 'sent'").pluck().get();
      return unsent === 0 ? wrong : [...wrong, `${unsent} deliveries not known as sent`];
    },
  });
  return { ...grounds, tally: () => ({ ...all }) };
}
