// Inside the thread that check-copy.ts starts: looks at the copy it was given and says what it found.
import { parentPort, workerData } from 'node:worker_threads';
import { lookAtCopy } from './check-copy.ts';

parentPort?.postMessage(lookAtCopy(workerData as string));
