// The delivery that is looked at closely, as it stands: also where the list is narrowed to others by now, or has come
// too far from it.
import type { Control } from '../../../src/control/control.ts';
import type { DeliveryView } from '../../../src/core/snapshot.ts';
import { useAsked } from '../../kit/asked.ts';

const AGAIN_MS = 2_000;

/** @param listed what the list knows; where it is not among them, the engine is asked for it alone */
export function useOpened(
  opened: DeliveryView | null,
  listed: readonly DeliveryView[],
  control: Pick<Control, 'listDeliveries'>,
): DeliveryView | undefined {
  const inList = listed.find(({ id }) => id === opened?.id);
  const alone = opened !== null && inList === undefined ? opened.id : null;
  const asked = useAsked(
    async () => (alone === null ? [] : await control.listDeliveries({ beforeId: alone + 1, limit: 1 })),
    alone === null ? null : AGAIN_MS,
    [alone],
  );
  return inList ?? asked.value?.find(({ id }) => id === opened?.id) ?? opened ?? undefined;
}
