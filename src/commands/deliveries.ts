// `deliveries`: what was owed, to whom, how it ended.
import { timeText } from '../core/ist.ts';
import type { DeliveryQuery } from '../core/records.ts';
import { channelText } from '../core/subscription.ts';
import { type Context, withRecords } from './context.ts';
import { tableText } from './table.ts';

/** Prints the deliveries a query finds, newest first. */
export async function deliveriesCommand(
  context: Context,
  query: DeliveryQuery,
  options: { readonly json?: boolean },
): Promise<void> {
  const deliveries = await withRecords(context, (records) => records.listDeliveries(query));
  if (options.json) {
    context.print(JSON.stringify(deliveries, null, 2));
    return;
  }
  if (deliveries.length === 0) {
    const isNarrowed = [query.state, query.channel, query.subscriberId].some((asked) => asked !== undefined);
    context.print(
      isNarrowed
        ? 'No delivery fits. All of them: vaccine-watch deliveries'
        : 'No deliveries. One is owed when a slot opens that a subscriber wants.',
    );
    return;
  }
  context.print(
    tableText(
      ['ID', 'OWED', 'TO', 'SLOT', 'DOSE', 'STATE', 'WHY'],
      deliveries.map((delivery) => [
        String(delivery.id),
        timeText(delivery.createdAtMs, true),
        `${channelText(delivery.channel)} ${delivery.address}`,
        `${delivery.centreName}, ${delivery.date}, ${delivery.vaccine}`,
        delivery.dose,
        delivery.state,
        delivery.why,
      ]),
    ),
  );
}
