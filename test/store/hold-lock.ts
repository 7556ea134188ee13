// A process that holds the engine lock of a directory, says its number, and waits to be killed.
import { acquireEngineLock } from '../../src/store/database/lock.ts';

const [dir = ''] = process.argv.slice(2);
const lock = acquireEngineLock(dir);
if (!lock.ok) throw new Error('the lock was not free');
process.stdout.write(`${process.pid}\n`);
setTimeout(() => process.exit(1), 60_000);
