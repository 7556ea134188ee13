// Who hears a key: the top layer alone, its inner parts first, and the frame only what nobody of the screen took.
import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { type KeyBoard, keyBoard, type LayerOfKeys, newLayer } from '../../../tui/kit/key-board.ts';

const NO_KEY = {} as Key;

function listener(board: KeyBoard, heard: string[]) {
  return (layer: LayerOfKeys, name: string, takes: string): void => {
    layer.keys.add((input) => {
      heard.push(`${name}:${input}`);
      return takes.includes(input);
    });
    board.hint(layer, Symbol(name), [{ keys: takes, does: name }]);
  };
}

describe('the layers of keys', () => {
  it('let the frame hear what the screen leaves, and nothing while something lies over it', () => {
    const heard: string[] = [];
    const board = keyBoard();
    const listen = listener(board, heard);
    listen(board.base, 'list', 'j');
    listen(board.base, 'screen', 's');
    board.rest.add((input) => heard.push(`frame:${input}`) > 0);
    for (const input of ['j', 's', 'q']) board.key(input, NO_KEY);
    expect(heard.splice(0)).toEqual(['list:j', 'list:s', 'screen:s', 'list:q', 'screen:q', 'frame:q']);
    const form = newLayer(board.base);
    listen(form, 'form', 'x');
    board.push(form);
    for (const input of ['x', 'q']) board.key(input, NO_KEY);
    expect(heard.splice(0)).toEqual(['form:x', 'form:q']);
    board.remove(form);
    board.key('q', NO_KEY);
    expect(heard).toContain('frame:q');
  });

  it('lie over what is around them, also when both come at once', () => {
    const board = keyBoard();
    const heard: string[] = [];
    const listen = listener(board, heard);
    const outer = newLayer(board.base);
    const inner = newLayer(outer);
    listen(outer, 'outer', '');
    listen(inner, 'inner', '');
    // What is inside is there first.
    board.push(inner);
    board.push(outer);
    board.key('a', NO_KEY);
    board.remove(inner);
    board.key('b', NO_KEY);
    expect(heard).toEqual(['inner:a', 'outer:b']);
  });

  it('say what works on top, and tell of it only when it changes', () => {
    const board = keyBoard();
    let told = 0;
    board.subscribe(() => {
      told += 1;
    });
    const part = Symbol('part');
    board.hint(board.base, part, [{ keys: 's', does: 'sort' }]);
    board.hint(board.base, part, [{ keys: 's', does: 'sort' }]);
    expect(told).toBe(1);
    const top = board.top();
    expect(top).toEqual({ hints: [{ keys: 's', does: 'sort' }], isBase: true });
    expect(board.top()).toBe(top);
    const layer = newLayer(board.base);
    board.push(layer);
    expect(board.top()).toEqual({ hints: [], isBase: false });
    board.remove(layer);
    board.hint(board.base, part, null);
    expect(board.top()).toEqual({ hints: [], isBase: true });
  });

  it('give what is pasted to the top one alone', () => {
    const board = keyBoard();
    const pasted: string[] = [];
    board.base.pastes.add((text) => pasted.push(`screen:${text}`));
    const layer = newLayer(board.base);
    layer.pastes.add((text) => pasted.push(`form:${text}`));
    board.push(layer);
    board.paste('one\ntwo');
    expect(pasted).toEqual(['form:one\ntwo']);
  });
});
