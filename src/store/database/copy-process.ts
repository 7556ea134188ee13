// The process that copy.ts starts: makes the copy it was asked for, and says how far it is and how it ended.
import { type CopyWord, makeCopy } from './copy.ts';

const [from = '', to = ''] = process.argv.slice(2);
// Whoever wanted it is gone, or has been told how it ended.
process.on('disconnect', () => process.exit());
const say = (word: CopyWord, onSaid = () => {}) => process.send?.(word, onSaid);
say(await makeCopy({ from, to }, (share) => say({ share })), () => process.disconnect());
