// HTML as a reader of it understands it (parse5, which shares nothing with how we write it): its elements, what stands
// in their attributes, and the text a person sees.
import { parse, parseFragment } from 'parse5';

export interface ReadHtml {
  /** In the order they begin. */
  readonly elements: readonly {
    readonly tag: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
  readonly text: string;
  /** Comments and the like: there should be none. */
  readonly others: number;
}

interface Node {
  readonly nodeName: string;
  readonly value?: string;
  readonly tagName?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
}

/** A piece of a page. */
export function readFragment(html: string): ReadHtml {
  return read(parseFragment(html) as Node);
}

/** A whole page. */
export function readPage(html: string): ReadHtml {
  return read(parse(html) as Node);
}

function read(root: Node): ReadHtml {
  const elements: { tag: string; attributes: Record<string, string> }[] = [];
  let text = '';
  let others = 0;
  const walk = (node: Node): void => {
    if (node.nodeName === '#text') text += node.value;
    else if (node.tagName !== undefined) {
      const attributes = Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value]));
      elements.push({ tag: node.tagName, attributes });
    } else if (!['#document', '#document-fragment', '#documentType'].includes(node.nodeName)) others += 1;
    for (const child of node.childNodes ?? []) walk(child);
  };
  walk(root);
  return { elements, text, others };
}
