// Inside the thread that copy.ts starts: makes the copy it was asked for, and says how far it is and how it ended.
import { parentPort, workerData } from 'node:worker_threads';
import { type CopyFiles, type CopyWord, makeCopy } from './copy.ts';

const say = (word: CopyWord) => parentPort?.postMessage(word);
say(await makeCopy(workerData as CopyFiles, (share) => say({ share })));
