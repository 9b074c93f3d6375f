// QR codes: bytes to the texts of codes, texts to pictures, and pictures back to texts. Cameras
// and screens are the app's; a camera's frame comes as `ImageData` from a canvas.

import { guarded } from "./error.js";
import { glue } from "./module.js";

/** Light squares around a code, so that a scanner finds its edge (ISO/IEC 18004: four). */
const QUIET = 4;

/** A code as squares, without the light edge. */
export interface Squares {
  /** Squares of a side. */
  readonly side: number;
  /** Row by row, 1 for dark. */
  readonly dark: Uint8Array;
}

/** Pixels as a canvas has them: red, green, blue and opacity, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * The texts of the codes that together say `content`; one code each. `small` is for old cameras.
 * Throws `transfer_too_large` where more than 99 were needed.
 */
export function codeTexts(content: Uint8Array, small = false): string[] {
  return guarded(() => JSON.parse(glue().code_texts(content, small)));
}

/** The squares of one code. */
export function codeSquares(text: string): Squares {
  const dark = guarded(() => glue().code_squares(text));
  return { side: Math.round(Math.sqrt(dark.length)), dark };
}

/** True for a dark square; everything outside is light. */
function isDark({ side, dark }: Squares, x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x < side && y < side && dark[y * side + x] === 1;
}

/** One code as an SVG element without a size of its own: the page says how large it is. */
export function codeSvg(text: string): string {
  const squares = codeSquares(text);
  const whole = squares.side + 2 * QUIET;
  const runs: string[] = [];
  for (let y = 0; y < squares.side; y++) {
    for (let x = 0; x < squares.side; x++) {
      let run = 0;
      while (isDark(squares, x + run, y)) run++;
      if (run > 0) runs.push(`M${x + QUIET} ${y + QUIET}h${run}v1h-${run}z`);
      x += run;
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${whole}" ` +
    `shape-rendering="crispEdges"><path d="M0 0h${whole}v${whole}H0z" fill="#fff"/>` +
    `<path d="${runs.join("")}" fill="#000"/></svg>`
  );
}

/** One code as pixels, each square `scale` wide: `new ImageData(data, width, height)`. */
export function codePixels(text: string, scale = 6): Pixels {
  const squares = codeSquares(text);
  const width = (squares.side + 2 * QUIET) * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const at = (place: number): number => Math.floor(place / scale) - QUIET;
      if (isDark(squares, at(x), at(y))) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { width, height: width, data };
}

/** One code as the bytes of a grey PNG, each square `scale` wide. */
export async function codePng(text: string, scale = 6): Promise<Uint8Array> {
  const { width, height, data } = codePixels(text, scale);
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = data[(y * width + x) * 4] ?? 0;
  }
  const deflated = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const idat = new Uint8Array(await new Response(deflated).arrayBuffer());
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // 8 bits of grey.
  head.set([8, 0, 0, 0, 0], 8);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  const chunks = [chunk("IHDR", head), chunk("IDAT", idat), chunk("IEND", new Uint8Array())];
  return new Uint8Array([...signature, ...chunks.flatMap((one) => [...one])]);
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + content.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, content.length);
  out.set(new TextEncoder().encode(name), 4);
  out.set(content, 8);
  view.setUint32(8 + content.length, crc32(out.subarray(4, 8 + content.length)));
  return out;
}

/** The check of ISO 3309, as PNG and `FileStore` use it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * The texts of all codes in a picture, to be handed to `Phone.scan`. Empty where there is none.
 * What shines through counts as paper.
 */
export function codesInImage(image: Pixels | ImageData): string[] {
  const { data, width, height } = image;
  const grey = new Uint8Array(width * height);
  // By index: a view or a list for each pixel takes longer than finding the codes.
  for (let at = 0, from = 0; at < grey.length; at++, from += 4) {
    const r = data[from] ?? 0;
    const g = data[from + 1] ?? 0;
    const b = data[from + 2] ?? 0;
    const a = data[from + 3] ?? 0;
    // Weights of ITU-R BT.601.
    grey[at] = (((r * 299 + g * 587 + b * 114) / 1000) * a + 255 * (255 - a)) / 255;
  }
  return guarded(() => JSON.parse(glue().codes_in_picture(grey, width)));
}
