// The cells of a screen as an HTML page, from which a browser takes a picture. Each run of equal looks stands at its
// column by the measure of the letters, so that a font's own idea of a wide letter moves nothing.
import type { Browser } from 'playwright-core';
import { smallPng } from '../support/small-png.ts';
import type { Cell, CellLooks } from '../support/terminal-cells.ts';

/** A quiet dark terminal: the sixteen colours, the normal ones first. */
const PALETTE = [
  '#2b303b',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#c8ccd4',
  '#6b7380',
  '#ff8b92',
  '#b5e890',
  '#ffd68a',
  '#8cc8ff',
  '#e0a3f0',
  '#7fd6e0',
  '#ffffff',
] as const;
const FOREGROUND = '#d7dae0';
const BACKGROUND = '#1b1f27';
const FONT = '"DejaVu Sans Mono", "Liberation Mono", "Lohit Devanagari", "Lohit Kannada", monospace';
/** At this size (px) a letter of the font is as wide as `LETTER_PX`. */
const FONT_PX = 14;
const LETTER_PX = FONT_PX * 0.6021;
const LINE_PX = 18;
const MARGIN_PX = 12;

/** A page that shows `rows` of cells and nothing else; it loads nothing. */
export function pageOf(rows: readonly (readonly Cell[])[], columns: number): string {
  const width = columns * LETTER_PX + 2 * MARGIN_PX;
  const height = rows.length * LINE_PX + 2 * MARGIN_PX;
  const spans = rows.flatMap((cells, row) => runsOf(cells).map((run) => spanOf(run, row)));
  return `<!doctype html><meta charset="utf-8"><style>
body{margin:0;width:${width}px;height:${height}px;background:${BACKGROUND};position:relative;overflow:hidden}
span{position:absolute;white-space:pre;font:${FONT_PX}px/${LINE_PX}px ${FONT};height:${LINE_PX}px;overflow:hidden}
</style>${spans.join('')}`;
}

/** The picture of a page as a small PNG. */
export async function pictureOf(browser: Browser, html: string): Promise<Buffer> {
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  try {
    await page.setContent(html);
    const [width, height] = (await page.evaluate(
      '[document.body.offsetWidth, document.body.offsetHeight]',
    )) as [number, number];
    await page.setViewportSize({ width, height });
    return smallPng(await page.screenshot({ type: 'png' }));
  } finally {
    await page.close();
  }
}

interface Run extends CellLooks {
  readonly column: number;
  readonly columns: number;
  readonly text: string;
}

/**
 * Neighbours of equal looks together: ASCII, and letters that take their shape from each other. All others stand
 * alone, since no font is trusted with their width.
 */
function runsOf(cells: readonly Cell[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { column, chars, width, ...looks } of cells) {
    const before = runs.at(-1);
    if (before !== undefined && looksEqual(before, looks) && belongTogether(before.text, chars)) {
      runs[runs.length - 1] = { ...before, columns: before.columns + width, text: before.text + chars };
    } else runs.push({ ...looks, column, columns: width, text: chars });
  }
  return runs.filter(
    (run) => run.text.trim() !== '' || run.inverse || run.background !== null || run.underline,
  );
}

const ASCII = /^[\x20-\x7E]*$/;
/** Blocks that fill a cell from below, by eighths: drawn by us, since fonts leave gaps between lines. */
const BLOCKS = '▁▂▃▄▅▆▇█';
const SHAPED = /^[\p{Script=Devanagari}\p{Script=Kannada}\p{M}\u200C]+$/u;

const belongTogether = (one: string, other: string): boolean =>
  (ASCII.test(one) && ASCII.test(other)) ||
  (BLOCKS.includes(other) && one.endsWith(other)) ||
  (SHAPED.test(one) && SHAPED.test(other));

function looksEqual(one: CellLooks, other: CellLooks): boolean {
  return (
    one.colour === other.colour &&
    one.background === other.background &&
    one.bold === other.bold &&
    one.dim === other.dim &&
    one.inverse === other.inverse &&
    one.underline === other.underline
  );
}

function spanOf(run: Run, row: number): string {
  const own = run.colour === null ? FOREGROUND : (PALETTE[run.colour] ?? FOREGROUND);
  const behind = run.background === null ? BACKGROUND : (PALETTE[run.background] ?? BACKGROUND);
  const [front, back] = run.inverse ? [behind, own] : [own, behind];
  const eighths = BLOCKS.indexOf(run.text[0] ?? '') + 1;
  const from = MARGIN_PX + run.column * LETTER_PX;
  if (eighths > 0) {
    // Whole pixels, so that neighbours meet.
    const left = Math.round(from);
    const height = Math.round((LINE_PX * eighths) / 8);
    const style = [
      `left:${left}px`,
      `top:${MARGIN_PX + (row + 1) * LINE_PX - height}px`,
      `width:${Math.round(from + run.columns * LETTER_PX) - left}px`,
      `height:${height}px`,
      `background:${front}`,
      ...(run.dim ? ['opacity:.6'] : []),
    ].join(';');
    return `<span style="${style}"></span>`;
  }
  const style = [
    `left:${px(from)}`,
    `top:${px(MARGIN_PX + row * LINE_PX)}`,
    `width:${px(run.columns * LETTER_PX)}`,
    `color:${front}`,
    ...(back === BACKGROUND ? [] : [`background:${back}`]),
    ...(run.bold ? ['font-weight:bold'] : []),
    ...(run.dim ? ['opacity:.6'] : []),
    ...(run.underline ? ['text-decoration:underline'] : []),
  ].join(';');
  return `<span style="${style}">${escaped(run.text)}</span>`;
}

const px = (value: number): string => `${Math.round(value * 100) / 100}px`;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
