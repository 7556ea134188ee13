// A scene of the whole program with everybody it speaks to: a CoWIN of ours and all who can be told, ended with it.
import { type CowinStub, startCowinStub } from './cowin-stub.ts';
import { deadPort } from './loopback-http.ts';
import { type Env, openScene, type Scene } from './program.ts';
import { type Receivers, startReceivers } from './receivers.ts';

export interface WholeScene {
  readonly scene: Scene;
  readonly cowin: CowinStub;
  /** Who is told. */
  readonly to: Receivers;
}

/** @param env settings on top of what leads to them */
export async function openWholeScene(env: Env = {}): Promise<WholeScene> {
  const cowin = await startCowinStub();
  const to = await startReceivers();
  const scene = openScene({ VACCINE_WATCH_COWIN_URL: cowin.url, ...to.env, ...env });
  for (const server of [cowin, to]) scene.atEnd(server.close);
  return { scene, cowin, to };
}

/** A free place for the page on this machine: its address, and the setting that leads there. */
export async function placeForPage(): Promise<{ readonly url: string; readonly env: Env }> {
  const place = `127.0.0.1:${await deadPort()}`;
  return { url: `http://${place}`, env: { VACCINE_WATCH_HTTP: place } };
}
