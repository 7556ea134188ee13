// Variants of a district's answer, as a rush brings them: any two differ in about 2 % of the sessions, at least one.
// They must not be a chain of changes: two of a chain picked by chance would differ in far more.
import { anotherSession, type CentreRow, type SessionRow, withCapacity } from './district.ts';
import { between, type Random, shuffled } from './random.ts';

/** Share of the sessions in which two variants differ. */
export const CHANGED_SHARE = 0.02;
/** Of a variant's own changes: sessions that only it lacks, or only it has. */
const REMOVED = 0.1;
const ADDED = 0.1;

/** One number of each capacity band of the program: to move between them is news. */
const OF_EACH_BAND = [0, 3, 7, 18, 33, 70];

/** More variants would have to repeat the state of the session they all have in common. */
export const MOST_VARIANTS = OF_EACH_BAND.length ** 2;

interface Place {
  readonly centre: number;
  readonly session: number;
}

/**
 * The base with changes of its own in each variant. Two variants differ in what either changed by itself, and, where
 * the number of differences is to be odd, in one session that is different in each of them.
 */
export function makeVariants(
  random: Random,
  base: readonly CentreRow[],
  count: number,
): (readonly CentreRow[])[] {
  if (count > MOST_VARIANTS) throw new RangeError(`at most ${MOST_VARIANTS} variants`);
  const places = base.flatMap(({ sessions }, centre) =>
    sessions.map((_, session): Place => ({ centre, session })),
  );
  const differences = Math.max(1, Math.round(places.length * CHANGED_SHARE));
  const own = Math.floor(differences / 2);
  const [common, ...others] = shuffled(random, places);
  return Array.from({ length: count }, (_, variant) => {
    const centres = [...base];
    if (differences % 2 === 1 && common !== undefined) {
      replace(centres, common, (session) => [
        withCapacity(
          session,
          OF_EACH_BAND[Math.floor(variant / OF_EACH_BAND.length)] as number,
          OF_EACH_BAND[variant % OF_EACH_BAND.length] as number,
        ),
      ]);
    }
    // Each variant takes the next places; they are used again only when a district has too few.
    const mine = new Set(
      Array.from({ length: own }, (_, index) => others[(variant * own + index) % others.length] as Place),
    );
    // From the last session of a centre to its first, so that those before keep their places.
    for (const place of [...mine].sort((a, b) => b.session - a.session)) {
      replace(centres, place, (session) => changed(random, session));
    }
    return centres;
  });
}

/** What stands for a session in a variant: mostly other doses, seldom nothing, or the same and a new one. */
function changed(random: Random, session: SessionRow): readonly SessionRow[] {
  const chance = random();
  if (chance < REMOVED) return [];
  if (chance < REMOVED + ADDED) return [session, anotherSession(random, session)];
  const dose1 = session.available_capacity_dose1 > 0 ? 0 : between(random, 1, 60);
  return [withCapacity(session, dose1, session.available_capacity_dose2)];
}

function replace(
  centres: CentreRow[],
  place: Place,
  by: (session: SessionRow) => readonly SessionRow[],
): void {
  const centre = centres[place.centre] as CentreRow;
  const sessions = centre.sessions.flatMap((session, index) =>
    index === place.session ? by(session) : [session],
  );
  centres[place.centre] = { ...centre, sessions };
}
