// Writes a brotli file beside every built one that gets smaller by it, as the hub serves them.
// Called by `npm run build`.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const dist = new URL("../built/", import.meta.url).pathname;
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  // Fonts and pictures are compressed already.
  if (!entry.isFile() || /\.(br|woff2|png)$/.test(entry.name)) continue;
  const path = join(entry.parentPath, entry.name);
  const bytes = readFileSync(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const small = brotliCompressSync(bytes, { params });
  if (small.length < bytes.length) writeFileSync(`${path}.br`, small);
}
