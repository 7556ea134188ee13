// A process that opens a store, says its generation, and ends.
import { openStore } from '../../src/store/store.ts';

const [path = ''] = process.argv.slice(2);
const store = openStore(path, { id: 'cowin', name: 'CoWIN', bookingUrl: '', area: () => undefined });
process.stdout.write(`${store.generation}\n`);
store.close();
