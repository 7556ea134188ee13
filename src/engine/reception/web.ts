// The page, the API and the feeds as the engine serves them: its self-service, its sign-up and its records, handed to
// the web server. The libraries are loaded only when there is a page to serve.
import { join } from 'node:path';
import { clientKey, siteKey } from '../../alert/client-key.ts';
import type { Settings } from '../../config.ts';
import { EXIT, Failure } from '../../failure.ts';
import { packageRoot } from '../../package-root.ts';
import type { Store } from '../../store/store.ts';
import type { WebServer } from '../../web/server.ts';
import type { WebParts } from '../../web/web-parts.ts';

export interface EngineWebParts
  extends Pick<
    WebParts,
    'source' | 'selfService' | 'signUp' | 'pollsEvery' | 'unready' | 'facts' | 'clock' | 'log'
  > {
  readonly settings: Pick<Settings, 'web' | 'mail' | 'signUpOpen'>;
  readonly store: Pick<Store, 'history'>;
}

/** Undefined when the settings ask for no page. @throws Failure (69, 78) when it cannot be served where they say */
export async function engineWeb({
  settings,
  store,
  ...parts
}: EngineWebParts): Promise<WebServer | undefined> {
  if (settings.web === null) return undefined;
  const { serveWeb, WebError } = await import('../../web/server.ts');
  try {
    return await serveWeb({
      ...parts,
      settings: settings.web,
      signUpOpen: settings.signUpOpen,
      hasMail: settings.mail !== null,
      openings: store.history.openings,
      networkOf: clientKey,
      siteOf: siteKey,
      dataFolder: join(packageRoot(), 'data'),
    });
  } catch (error) {
    if (!(error instanceof WebError)) throw error;
    throw new Failure(error.code === 'in-use' ? EXIT.unreachable : EXIT.config, error.message, 'http');
  }
}
