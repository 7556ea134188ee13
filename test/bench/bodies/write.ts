// The bodies of a run, made and laid on disk as nginx serves them: `<folder>/<variant>/<district>.json.gz`.
// They are the same for the same day and number of variants.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { IstDate } from '../../../src/core/ist.ts';
import { percentile } from '../numbers.ts';
import { differences } from './differences.ts';
import { type CentreRow, type DistrictName, makeCentres, sessionCounts } from './district.ts';
import { between, randomOf } from './random.ts';
import { makeVariants } from './variants.ts';

export interface BodyFigures {
  readonly districts: number;
  readonly variants: number;
  /** Bytes as JSON, of the first variant of each district. */
  readonly rawMedian: number;
  readonly rawP95: number;
  /** Bytes compressed (level 6). */
  readonly gzipMedian: number;
  readonly gzipP95: number;
  readonly sessionsMedian: number;
  readonly sessionsP95: number;
  /** Mean share of the sessions in which two variants picked by chance differ. */
  readonly differingShare: number;
}

const SEED = 19_042_021;
const GZIP_LEVEL = 6;
const PAIRS_MEASURED = 400;

/** Makes every variant of every district. Takes some seconds: most of it is compressing. */
export function writeBodies(
  folder: string,
  districts: readonly DistrictName[],
  variants: number,
  firstDate: IstDate,
): BodyFigures {
  for (let variant = 0; variant < variants; variant++)
    mkdirSync(join(folder, String(variant)), { recursive: true });
  const counts = sessionCounts(randomOf(SEED), districts.length);
  const raw: number[] = [];
  const packed: number[] = [];
  districts.forEach((district, index) => {
    const random = randomOf(SEED + district.id);
    const base = makeCentres(random, district, counts[index] as number, firstDate);
    makeVariants(random, base, variants).forEach((centers, variant) => {
      const body = Buffer.from(JSON.stringify({ centers }));
      const compressed = gzipSync(body, { level: GZIP_LEVEL });
      writeFileSync(bodyFile(folder, variant, district.id), compressed);
      if (variant > 0) return;
      raw.push(body.length);
      packed.push(compressed.length);
    });
  });
  return {
    districts: districts.length,
    variants,
    rawMedian: percentile(raw, 50),
    rawP95: percentile(raw, 95),
    gzipMedian: percentile(packed, 50),
    gzipP95: percentile(packed, 95),
    sessionsMedian: percentile(counts, 50),
    sessionsP95: percentile(counts, 95),
    differingShare: differingShare(folder, districts, variants),
  };
}

export function bodyFile(folder: string, variant: number, districtId: number): string {
  return join(folder, String(variant), `${districtId}.json.gz`);
}

/** The centres of a body on disk. */
export function readCentres(file: string): readonly CentreRow[] {
  return (JSON.parse(gunzipSync(readFileSync(file)).toString()) as { centers: readonly CentreRow[] }).centers;
}

/** Read back from disk: what was served is what is measured. */
function differingShare(folder: string, districts: readonly DistrictName[], variants: number): number {
  if (variants < 2) return 0;
  const random = randomOf(SEED);
  let shares = 0;
  for (let pair = 0; pair < PAIRS_MEASURED; pair++) {
    const { id } = districts[between(random, 0, districts.length - 1)] as DistrictName;
    const one = between(random, 0, variants - 1);
    const other = (one + between(random, 1, variants - 1)) % variants;
    const found = differences(
      readCentres(bodyFile(folder, one, id)),
      readCentres(bodyFile(folder, other, id)),
    );
    shares += found.different / found.sessions;
  }
  return shares / PAIRS_MEASURED;
}
