// The list for the wall as a picture, for those who share by picture: names and totals in the order
// of the roster, and the two dates, as on paper. Drawn on the phone; nothing is sent by itself.

import { points } from "@drokpa/core/browser";
import type { Statement } from "@drokpa/core/browser";
import { BOTH, branch, day, days, type Words } from "./paper.svelte.ts";

const WIDE = 1080;
const EDGE = 60;
const FONT = '"Noto Serif Tibetan", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
/** Tibetan stacks are tall: a line is twice its letters. */
const [HEAD, TEXT, ROW] = [56, 30, 40] as const;

interface Line {
  readonly size: number;
  readonly cells: readonly [text: string, x: number, align: CanvasTextAlign][];
  readonly rule: boolean;
}

function lines(statement: Statement, words: Words): Line[] {
  const all: Line[] = [];
  const centre = (size: number, text: string): void => {
    all.push({ size, cells: [[text, WIDE / 2, "center"]], rule: false });
  };
  const left = (size: number, text: string): void => {
    all.push({ size, cells: [[text, EDGE, "left"]], rule: false });
  };
  for (const language of BOTH) centre(HEAD, words.say(language, "statement-title"));
  for (const language of BOTH) {
    left(TEXT, words.say(language, "statement-branch", { value: branch(language, statement) }));
    left(TEXT, words.say(language, "statement-period", { value: days(language, statement) }));
    left(
      TEXT,
      words.say(language, "statement-posted_on", { value: day(language, statement.posted_on) }),
    );
    left(
      TEXT,
      words.say(language, "statement-objections_until", {
        value: day(language, statement.objections_until),
      }),
    );
  }
  for (const line of statement.lines) {
    const [bo, zh] = [line.name_bo || line.member, line.name_zh];
    all.push({
      size: ROW,
      cells: [
        [bo, EDGE, "left"],
        [zh, WIDE / 2, "left"],
        [points(line.total_tenths), WIDE - EDGE, "right"],
      ],
      rule: true,
    });
  }
  for (const language of BOTH) left(TEXT, words.say(language, "statement-nobody_ranked"));
  return all;
}

/** The parts of a text that fit into a width each, broken where Tibetan and Chinese may be. */
function broken(drawing: CanvasRenderingContext2D, text: string, width: number): string[] {
  const parts = text.match(/[^\u0f0b\u0f0d\s]*[\u0f0b\u0f0d\s]+|[^\u0f0b\u0f0d\s]+/g)?.flatMap((part) =>
    /[\u4e00-\u9fff]/.test(part) ? [...part] : [part],
  );
  const rows: string[] = [];
  let row = "";
  for (const part of parts ?? []) {
    if (row !== "" && drawing.measureText(row + part).width > width) {
      rows.push(row);
      row = "";
    }
    row += part;
  }
  return [...rows, row];
}

/** The picture as a PNG. */
export async function pictureOf(statement: Statement, words: Words): Promise<Blob> {
  await Promise.all([HEAD, TEXT].map((size) => document.fonts.load(`${size}px ${FONT}`, "\u0f56\u0f7c\u0f51")));
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d");
  if (drawing === null) throw new Error("no canvas");
  const laid = lines(statement, words).map((line) => {
    drawing.font = `${line.size}px ${FONT}`;
    const single = line.cells.length === 1;
    const cells = line.cells.map(
      ([text, x, align]) =>
        [single ? broken(drawing, text, WIDE - 2 * EDGE) : [text], x, align] as const,
    );
    const rows = Math.max(...cells.map(([texts]) => texts.length));
    return { ...line, cells, height: rows * line.size * 1.9 };
  });
  canvas.width = WIDE;
  canvas.height = Math.ceil(laid.reduce((sum, { height }) => sum + height, 2 * EDGE));
  drawing.fillStyle = "#ffffff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.textBaseline = "middle";
  let y = EDGE;
  for (const { size, cells, rule, height } of laid) {
    drawing.font = `${size}px ${FONT}`;
    drawing.fillStyle = "#000000";
    for (const [texts, x, align] of cells) {
      drawing.textAlign = align;
      texts.forEach((text, at) => drawing.fillText(text, x, y + (at + 0.5) * size * 1.9));
    }
    y += height;
    if (!rule) continue;
    drawing.fillStyle = "#a8a29e";
    drawing.fillRect(EDGE, y - 1, WIDE - 2 * EDGE, 2);
  }
  return new Promise((resolve, reject) => {
    const made = (blob: Blob | null): void =>
      blob === null ? reject(new Error("no picture")) : resolve(blob);
    canvas.toBlob(made, "image/png");
  });
}

/** Hands the picture to another app, or keeps it as a file where the browser cannot. */
export async function shareOrSave(picture: Blob, name: string): Promise<"shared" | "kept" | null> {
  const files = [new File([picture], name, { type: "image/png" })];
  if (navigator.canShare?.({ files })) {
    // Whoever closes the window of choices has shared nothing.
    return navigator.share({ files }).then(() => "shared" as const, () => null);
  }
  const address = URL.createObjectURL(picture);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return "kept";
}
