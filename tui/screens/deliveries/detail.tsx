// One delivery with all that is known of it.
import { Box } from 'ink';
import type { DeliveryView } from '../../../src/core/snapshot.ts';
import type { AreaNamer } from '../../../src/core/text/wish.ts';
import { Facts } from '../../kit/facts.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { deliveryFacts } from './rows.ts';
import { mayDrop, mayRetry } from './texts.ts';

const NAME_WIDTH = 10;
/** Lines one fact may take. */
const FACT_ROWS = 4;

export interface DetailProps {
  readonly delivery: DeliveryView;
  readonly areaName: AreaNamer;
  readonly width: number;
  readonly height: number;
}

export function Detail({ delivery, areaName, width, height }: DetailProps) {
  const facts = [
    ...deliveryFacts(delivery, areaName),
    ['R retry', mayRetry(delivery).text],
    ['D drop', mayDrop(delivery).text],
  ] as const;
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <TextCell text={`Delivery ${delivery.id}`} width={width} looks={{ bold: true }} />
      <Facts facts={facts} nameWidth={NAME_WIDTH} width={width} most={FACT_ROWS} />
    </Box>
  );
}
