// Help: what each command is shown with, the command that shows it, and what is said of a word that is none.
import type { Command } from 'commander';
import { editDistance } from '../core/edit-distance.ts';
import { EXIT } from '../failure.ts';
import { EXAMPLES } from './examples.ts';

const SETTINGS = `
Settings come from flags, VACCINE_WATCH_… variables, or config.json in the data directory; see the README.`;

/** How many slips of the finger a command may be away for it to be offered instead. */
const MOST_SLIPS = 2;

/** Examples for every command there is by now, and the command `help`. */
export function addHelp(program: Command): void {
  program
    .command('help')
    .argument('[command...]', 'as it is typed: subscribers add')
    .description('what a command does and takes, with examples')
    .action((words: readonly string[]) => {
      let asked = program;
      for (const word of words) {
        const next = asked.commands.find((each) => each.name() === word);
        if (next === undefined) throw unknownCommand(asked, word);
        asked = next;
      }
      asked.help();
    });
  addExamples(program, '');
  program.addHelpText('after', SETTINGS);
}

/** Says so, with the command that may have been meant. @param among its commands are those there are */
export function unknownCommand(among: Command, word: string): never {
  const meant = among.commands.map((each) => each.name()).find((name) => isMeant(word, name));
  const offer = meant === undefined ? '' : `\n(Did you mean ${meant}?)`;
  return among.error(`error: unknown command '${word}'${offer}`, { exitCode: EXIT.usage });
}

function addExamples(command: Command, path: string): void {
  const examples = EXAMPLES[path];
  if (examples !== undefined) command.addHelpText('after', `\nExamples:${examples}`);
  for (const each of command.commands) addExamples(each, `${path} ${each.name()}`.trim());
}

/** Whether somebody who typed `word` may have meant the command `name`. */
function isMeant(word: string, name: string): boolean {
  return editDistance(word.toLowerCase(), name, MOST_SLIPS) <= Math.min(MOST_SLIPS, name.length / 2);
}
