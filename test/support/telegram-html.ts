// Reads a message as the Bot API reads its HTML: knows the tags we use and four entities, and fails on everything
// Telegram would refuse. Gives the text people see and what is struck through.

export interface SeenMessage {
  readonly text: string;
  readonly struck: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

export function readTelegramHtml(html: string): SeenMessage {
  const open: { tag: string; from: number }[] = [];
  const struck: string[] = [];
  let text = '';
  for (let at = 0; at < html.length; ) {
    const rest = html.slice(at);
    const tag = /^<(\/?)(b|s)>/.exec(rest);
    const entity = /^&(?:#(\d{1,7})|([a-z]+));/.exec(rest);
    if (tag !== null) {
      const [whole, closes, name] = tag;
      if (closes === '') open.push({ tag: name as string, from: text.length });
      else {
        const last = open.pop();
        if (last?.tag !== name) throw new Error(`unmatched end tag at byte offset ${at}`);
        if (name === 's') struck.push(text.slice(last?.from));
      }
      at += whole.length;
    } else if (entity !== null) {
      const [whole, number, name] = entity;
      const character =
        number === undefined ? ENTITIES[name as string] : String.fromCodePoint(Number(number));
      if (character === undefined) throw new Error(`unknown entity at ${at}`);
      text += character;
      at += whole.length;
    } else if (rest.startsWith('<')) {
      throw new Error(`unsupported start tag at byte offset ${at}`);
    } else {
      text += rest.charAt(0);
      at += 1;
    }
  }
  if (open.length > 0) throw new Error("can't find end tag");
  return { text, struck };
}
