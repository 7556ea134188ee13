/** @jsxImportSource hono/jsx */
// What opened in a place of late, the newest first, with how long it lasted: so that people see what to expect.
import type { JSX } from 'hono/jsx/jsx-runtime';
import { type Area, areaText } from '../../core/area.ts';
import { minuteText } from '../../core/ist.ts';
import type { PastOpening } from '../../core/past-opening.ts';
import { goneText } from '../../core/text/parts.ts';
import { factsText, openingTitle, whereOf } from '../opening-text.ts';
import { pathTo, type Site } from '../site.ts';
import { Layout } from './layout.tsx';

export interface AreaPageProps {
  readonly site: Site;
  readonly area: Area;
  /** The newest first. */
  readonly openings: readonly PastOpening[];
}

export function AreaPage({ site, area, openings }: AreaPageProps): JSX.Element {
  const feed = `/feed/${area.id}.atom`;
  return (
    <Layout site={site} title={`Slots in ${areaText(area)}`} feed={feed}>
      <p>
        <a class="button main" href={pathTo(site, `/?district=${encodeURIComponent(areaText(area))}`)}>
          Tell me when a slot opens here
        </a>
      </p>
      {openings.length === 0 ? (
        <p>
          Nothing was seen to open here in the last days. A place is looked at only while somebody wants
          alerts for it.
        </p>
      ) : (
        <ul class="openings">
          {openings.map((opening) => (
            <li>
              <strong>{openingTitle(opening)}</strong>
              <br />
              {whereOf(opening)}
              <br />
              {factsText(opening)}
              <br />
              Opened {minuteText(opening.openedAtMs)}; {goneText(opening) ?? 'open when last looked at'}.
            </li>
          ))}
        </ul>
      )}
      <p>
        For programs and feed readers: <a href={pathTo(site, feed)}>this list as a feed</a>.
      </p>
    </Layout>
  );
}
