import { describe, expect, it } from 'vitest';
import { createPost } from '../../src/poll/post.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('messages between threads', () => {
  it('of one turn travel together, in their order; those of the next by themselves', async () => {
    const sent: (readonly number[])[] = [];
    const { say } = createPost<number>((messages) => sent.push(messages));
    say(1);
    say(2);
    await Promise.resolve().then(() => say(3));
    expect(sent).toEqual([]);
    await turn();
    expect(sent).toEqual([[1, 2, 3]]);
    say(4);
    await turn();
    await turn();
    expect(sent).toEqual([[1, 2, 3], [4]]);
  });

  it('go out at once when asked to, and only once', async () => {
    const sent: (readonly string[])[] = [];
    const { say, flush } = createPost<string>((messages) => sent.push(messages));
    say('last');
    flush();
    expect(sent).toEqual([['last']]);
    await turn();
    expect(sent).toEqual([['last']]);
  });
});
