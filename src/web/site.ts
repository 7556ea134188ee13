// The site as its routes and pages see it: the parts, where the pages lie, the files a browser loads.
// Every link a page carries is made here, so that it holds also behind a proxy that serves us below a folder.
import { type AreaId, areaText } from '../core/area.ts';
import type { Client } from '../core/sign-up.ts';
import type { Assets } from './assets.ts';
import { clientAddress } from './client-address.ts';
import type { Limits } from './limits.ts';
import type { Turnstile } from './turnstile.ts';
import type { WebContext } from './web-env.ts';
import type { WebParts } from './web-parts.ts';

export interface Site extends Omit<WebParts, 'limits'> {
  readonly limits: Limits;
  /** Folder of the public address: `` or `/slots`. */
  readonly base: string;
  readonly assets: Assets;
  readonly turnstile: Turnstile;
  /** For all clients of one site together. */
  readonly siteTurnstile: Turnstile;
}

/** The folder of a public address; `` for none. */
export function baseOf(publicUrl: string | null): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
}

/** A page of ours, as a link within the site. @param path begins with `/` */
export function pathTo(site: Pick<Site, 'base'>, path: string): string {
  return site.base + path;
}

/** A page of ours as the world sees it; null when only this machine knows the page. */
export function urlTo(site: Pick<Site, 'settings'>, path: string): string | null {
  return site.settings.publicUrl === null ? null : site.settings.publicUrl + path;
}

/** `BBMP, Karnataka`; the id itself for an area no longer known. */
export function areaNameIn(site: Pick<Site, 'source'>): (areaId: AreaId) => string {
  return (areaId) => {
    const area = site.source.area(areaId);
    return area === undefined ? areaId : areaText(area);
  };
}

export function clientOf(site: Pick<Site, 'settings'>, c: WebContext): Client & { readonly ip: string } {
  return { ip: clientAddress(c.env.incoming, site.settings.proxies) };
}
