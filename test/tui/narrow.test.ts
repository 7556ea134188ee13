// Tables in any window: no column reaches beyond the edge, where its text would be cut without a sign.
import { expect, it } from 'vitest';
import { type Column, fitColumns, gapOf } from '../../tui/kit/columns.ts';
import { OPENING_COLUMNS } from '../../tui/screens/areas/detail-rows.ts';
import { deliveryColumns } from '../../tui/screens/deliveries/rows.ts';
import { LOG_COLUMNS } from '../../tui/screens/log/log-rows.ts';
import { CHECK_COLUMNS } from '../../tui/screens/setup/check-rows.ts';
import { SETTING_COLUMNS } from '../../tui/screens/setup/setting-rows.ts';
import { SUBSCRIPTION_COLUMNS } from '../../tui/screens/subscribers/person-rows.ts';
import { SUBSCRIBER_COLUMNS } from '../../tui/screens/subscribers/rows.ts';
import { CHANNEL_COLUMNS } from '../../tui/screens/watch/channel-rows.ts';
import { FEED_COLUMNS } from '../../tui/screens/watch/feed-rows.ts';
import { LEAST_COLUMNS } from '../../tui/size.ts';

const WIDEST = 250;
const TABLES: readonly (readonly [name: string, columns: readonly Column[]])[] = [
  ['deliveries', deliveryColumns(true)],
  ['deliveries of one person', deliveryColumns(false)],
  ['subscribers', SUBSCRIBER_COLUMNS],
  ['subscriptions', SUBSCRIPTION_COLUMNS],
  ['events', LOG_COLUMNS],
  ['checks', CHECK_COLUMNS],
  ['settings', SETTING_COLUMNS],
  ['the feed', FEED_COLUMNS],
  ['channels', CHANNEL_COLUMNS],
  ['openings of an area', OPENING_COLUMNS],
];

it.each(TABLES)('%s fit every window', (_, columns) => {
  for (let width = LEAST_COLUMNS; width <= WIDEST; width += 1) {
    const shown = fitColumns(columns, width).filter((one) => one > 0);
    const taken = shown.reduce((sum, one) => sum + one, gapOf(width) * (shown.length - 1));
    expect(taken, `${width} columns`).toBeLessThanOrEqual(width);
  }
});

it('the heading of the settings says how many there are, also with the keys in them', () => {
  const [mark = 0, name = 0] = fitColumns(SETTING_COLUMNS, 80);
  const before = '> '.length;
  expect(mark + gapOf(80) + name - before).toBeGreaterThanOrEqual('Settings 18–29 of 29'.length);
});
