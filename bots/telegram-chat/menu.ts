// The commands as Telegram lists them behind the menu button. Whether it could be set harms nothing.
import type { Api } from 'grammy';
import type { ApiSignal } from '../telegram-transport.ts';

export interface Command {
  readonly name: string;
  /** What may follow it. */
  readonly example: string;
  /** What it does, at most 256 characters. */
  readonly about: string;
}

export const COMMANDS: readonly Command[] = [
  { name: 'subscribe', example: 'bbmp', about: 'alerts for a district or pincode' },
  { name: 'list', example: '', about: 'your alerts: change, pause, remove' },
  { name: 'pause', example: '5h', about: 'no alerts for a while' },
  { name: 'resume', example: '', about: 'alerts again' },
  { name: 'quiet', example: '22-7', about: 'hours in which alerts wait' },
  { name: 'why', example: '', about: 'why you got the alerts you got, and no others' },
  { name: 'status', example: '', about: 'how your alerts stand, how fresh they are' },
  { name: 'stop', example: '', about: 'end all alerts and be forgotten' },
  { name: 'help', example: '', about: 'this list' },
];

/** Sets the menu for private chats and for groups. Rejects when Telegram refuses or cannot be reached. */
export async function setMenu(api: Api, signal: AbortSignal): Promise<void> {
  const commands = COMMANDS.map(({ name, about }) => ({ command: name, description: about }));
  for (const type of ['all_private_chats', 'all_group_chats'] as const) {
    await api.setMyCommands(commands, { scope: { type } }, signal as ApiSignal);
  }
}
