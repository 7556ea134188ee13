// Which answer belongs to what was said. A command or a button asks for a state, so that doing it twice does it once:
// Telegram tells everything again that was in hand when a process died.

import { districtsScreen, statesScreen, textScreen } from './browse.ts';
import { formScreen } from './form.ts';
import { editScreen, holdScreen, listScreen, lookScreen, removeScreen, setScreen } from './list.ts';
import { statusScreen, whyScreen } from './looking-back.ts';
import { COMMANDS } from './menu.ts';
import { pauseAreaScreen, pauseForScreen, pauseScreen, stopScreen } from './pause.ts';
import type { Press } from './press.ts';
import { quietScreen, setQuietScreen } from './quiet.ts';
import type { Screen } from './screen.ts';
import { subscribeScreen } from './subscribed.ts';
import type { Turn } from './turn.ts';
import { helpScreen, resumeScreen, shortHelp, startScreen, unknownCommand } from './welcome.ts';

/** What people say to whom they do not know yet. */
const GREETING = /^(?:start|begin|hi+|hello|hey|namaste|good (?:morning|evening|day))\b.{0,20}$/i;

/** Commands anybody in a group may use: they only tell. */
const TELLING: ReadonlySet<string> = new Set(['start', 'help', 'list', 'status', 'why']);
/** Presses that change nothing of what is kept. */
const LOOKING: ReadonlySet<Press['do']> = new Set(['list', 'status', 'why', 'help']);

/** Whether only somebody who may speak for the chat may do it. */
export function isChange(asked: { readonly command: string } | { readonly press: Press }): boolean {
  return 'command' in asked ? !TELLING.has(asked.command) : !LOOKING.has(asked.press.do);
}

/** The answer to a command, by its name without slash. */
export async function commandScreen(turn: Turn, name: string, text: string): Promise<Screen> {
  switch (name) {
    case 'start':
      return startScreen(turn);
    case 'subscribe':
      return text === '' ? statesScreen(turn, 0) : textScreen(turn, text);
    case 'list':
      return listScreen(turn);
    case 'pause':
      return pauseScreen(turn, text);
    case 'resume':
      return resumeScreen(turn);
    case 'quiet':
      return quietScreen(turn, text);
    case 'stop':
      return stopScreen(turn, 'ask');
    case 'status':
      return statusScreen(turn);
    case 'why':
      return whyScreen(turn);
    case 'help':
      return helpScreen(turn);
    default:
      return unknownCommand();
  }
}

/** Words without a slash: a place, or a command whose slash was left out. */
export async function wordsScreen(turn: Turn, text: string): Promise<Screen> {
  const word = text.toLowerCase();
  if (COMMANDS.some(({ name }) => name === word)) return commandScreen(turn, word, '');
  if (GREETING.test(text)) return startScreen(turn);
  return text === '' ? shortHelp() : textScreen(turn, text);
}

export async function pressScreen(turn: Turn, press: Press): Promise<Screen> {
  switch (press.do) {
    case 'states':
      return statesScreen(turn, press.page);
    case 'districts':
      return districtsScreen(turn, press.of, press.page);
    case 'form':
      return formScreen(turn, press.place, press.step, press.choices);
    case 'subscribe':
      return subscribeScreen(turn, press.place, press.choices, press.others);
    case 'list':
      return listScreen(turn, press.page);
    case 'look':
      return lookScreen(turn, press.id);
    case 'hold':
    case 'release':
      return holdScreen(turn, press.id, press.do === 'hold');
    case 'remove':
      return removeScreen(turn, press.id);
    case 'edit':
      return editScreen(turn, press.id, press.step);
    case 'set':
      return setScreen(turn, press.id, press.step, press.choices);
    case 'pause':
      return pauseForScreen(turn, press.pause);
    case 'resume':
      return resumeScreen(turn);
    case 'quiet':
      return setQuietScreen(turn, press.quiet);
    case 'stop':
      return stopScreen(turn, press.sure);
    case 'status':
      return statusScreen(turn);
    case 'why':
      return whyScreen(turn);
    case 'help':
      return helpScreen(turn);
    case 'alert-pause':
      return pauseAreaScreen(turn, press.areaId);
    case 'alert-stop':
      return stopScreen(turn, 'ask');
  }
}

/** Whether the answer is a message of its own, because the one below which it was pressed must stay. */
export function leavesMessage(press: Press): boolean {
  return press.do === 'alert-pause' || press.do === 'alert-stop';
}
