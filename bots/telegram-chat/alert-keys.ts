// The buttons below an alert. In a public channel everybody sees them and nobody's press could be meant for all.
import type { Alert } from '../../src/core/alert.ts';
import { areaName, line } from '../../src/core/text/parts.ts';
import { isWebAddress, type Key, type Keyboard, key, keyboardOf, link } from './screen.ts';

/** @param address of the chat: a number, or the `@name` of a public channel */
export function alertKeyboard(address: string, alert: Alert): Keyboard | undefined {
  const isOpen = alert.slots.some((slot) => slot.closedAtMs === null);
  const book = isOpen && isWebAddress(alert.bookingUrl) ? [link('Book', alert.bookingUrl)] : [];
  const own: readonly Key[] = address.startsWith('@')
    ? []
    : [
        key(`Pause ${line(areaName(alert), 24)}`, { do: 'alert-pause', areaId: alert.areaId }),
        key('Stop', { do: 'alert-stop' }),
      ];
  return keyboardOf([book, own]);
}
