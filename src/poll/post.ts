// Messages between threads travel together: those of one turn of the event loop as one. Each crossing costs both sides
// some ten microseconds, which in a rush is as much as reading an answer.

export interface Post<Message> {
  say(message: Message): void;
  /** Sends at once what waits. */
  flush(): void;
}

/** @param send carries the messages across, in their order; called once a turn, when there are any */
export function createPost<Message>(send: (messages: readonly Message[]) => void): Post<Message> {
  let waiting: Message[] = [];

  function flush(): void {
    if (waiting.length === 0) return;
    const messages = waiting;
    waiting = [];
    send(messages);
  }

  return {
    say(message) {
      waiting.push(message);
      if (waiting.length === 1) setImmediate(flush);
    },
    flush,
  };
}
