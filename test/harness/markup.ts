// Pages and mails as a browser reads them: which elements there are, where they lead, what is run. By parse5, which knows
// nothing of how they were made.
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;

export interface Markup {
  readonly tags: ReadonlySet<string>;
  /** `a href=…`, each attribute once. */
  readonly attributes: readonly { readonly tag: string; readonly name: string; readonly value: string }[];
  readonly text: string;
  /** What would be run: the text of script elements, handlers, `javascript:` addresses. */
  readonly code: readonly string[];
}

export function readMarkup(html: string): Markup {
  const tags = new Set<string>();
  const attributes: { tag: string; name: string; value: string }[] = [];
  const texts: string[] = [];
  const code: string[] = [];

  function visit(node: Node, parent: string): void {
    if (node.nodeName === '#text' && 'value' in node) (parent === 'script' ? code : texts).push(node.value);
    if ('tagName' in node) {
      tags.add(node.tagName);
      for (const { name, value } of node.attrs) {
        attributes.push({ tag: node.tagName, name, value });
        if (/^on/i.test(name) || /^\s*javascript:/i.test(value)) code.push(value);
      }
    }
    if ('childNodes' in node) for (const child of node.childNodes) visit(child, node.nodeName);
  }
  visit(parse(html), '');
  return { tags, attributes, text: texts.join(''), code: code.filter((text) => text.trim() !== '') };
}
