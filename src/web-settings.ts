// The settings of the sign-up page taken together, and what is surely not meant about them, in sentences.
import { PREFIX, type Values } from './settings-table.ts';
import type { WebSettings } from './web/web-parts.ts';

export type { WebSettings };

/** Null: no page. */
export function webSettings(values: Values, warnings: string[]): WebSettings | null {
  const { HTTP: place, PUBLIC_URL: publicUrl, HTTP_PROXIES: proxies, METRICS_TOKEN: metricsToken } = values;
  if (publicUrl !== undefined && isReadable(new URL(publicUrl))) {
    warnings.push(
      `${PREFIX}PUBLIC_URL is no https:// address: codes and links can be read on their way, and mail programs offer no one-click unsubscribe. Put a proxy with a certificate in front.`,
    );
  }
  if (place === undefined) {
    if (publicUrl !== undefined) {
      warnings.push(
        `${PREFIX}PUBLIC_URL is set, but no page is served there: set ${PREFIX}HTTP too, such as 127.0.0.1:8080.`,
      );
    }
    if (proxies > 0) warnings.push(`${PREFIX}HTTP_PROXIES means nothing without ${PREFIX}HTTP.`);
    if (metricsToken !== undefined) {
      warnings.push(
        `${PREFIX}METRICS_TOKEN means nothing without ${PREFIX}HTTP: figures are served beside the page.`,
      );
    }
    return null;
  }
  const colon = place.lastIndexOf(':');
  const host = place.slice(0, colon).replace(/^\[|\]$/g, '');
  if (publicUrl !== undefined && proxies === 0 && isLoopback(host) && !isLoopback(hostOf(publicUrl))) {
    warnings.push(
      `A proxy must stand in front of the page, since ${PREFIX}HTTP is reached from this machine only: set ${PREFIX}HTTP_PROXIES=1, or everybody counts as one client and shares its limits.`,
    );
  }
  return {
    host,
    port: Number(place.slice(colon + 1)),
    publicUrl: publicUrl?.replace(/\/+$/, '') ?? null,
    proxies,
    metricsToken: metricsToken ?? null,
  };
}

function isReadable(url: URL): boolean {
  return url.protocol === 'http:' && !isLoopback(hostOf(url.href));
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
