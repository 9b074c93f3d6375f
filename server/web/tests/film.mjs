// A camera for tests: Chromium plays a film in its place, made of pictures of what another phone
// shows. And what people do with codes: hold them up, and photograph them.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { message, startBrowser } from "./world.mjs";

/** A browser whose camera plays what `film` was given; nothing is asked of the person. */
export async function startWithCamera(world, name) {
  const path = join(world.folder, `film-${name}.y4m`);
  const browser = await startBrowser(world, name, [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${path}`,
  ]);
  return { ...browser, film: (page, pictures) => film(page, pictures, path) };
}

/** Of a PNG its grey pixels, read by the browser, as wide and high as said, on white. */
async function grey(page, png, width, height) {
  const pixels = await page.evaluate(
    async ([base64, width, height]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes]));
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const drawing = canvas.getContext("2d");
      drawing.fillStyle = "white";
      drawing.fillRect(0, 0, width, height);
      const scale = Math.min(1, width / picture.width, height / picture.height);
      drawing.drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
      const { data } = drawing.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, at) => data[at * 4 + 1]);
    },
    [png.toString("base64"), width, height],
  );
  return Uint8Array.from(pixels);
}

/** Writes pictures as a film in YUV4MPEG2, half a second each. It plays again and again. */
async function film(page, pictures, path) {
  const [width, height] = [720, 720];
  const colourless = Buffer.alloc((width * height) / 2, 128);
  const frames = [Buffer.from(`YUV4MPEG2 W${width} H${height} F4:1 Ip A1:1 C420jpeg\n`)];
  for (const picture of pictures) {
    const luma = Buffer.from(await grey(page, picture, width, height));
    for (let twice = 0; twice < 2; twice++) {
      frames.push(Buffer.from("FRAME\n"), luma, colourless);
    }
  }
  writeFileSync(path, Buffer.concat(frames));
}

/** Photographs of every code that a phone shows, each a picture of its whole screen. */
export async function photographs(page) {
  const svg = page.locator(".code svg");
  await svg.waitFor();
  const number = page.locator(".codes .number");
  if ((await number.count()) === 0) return [await page.screenshot()];
  const stop = page.getByRole("button", { name: message(await tongue(page), "app-code_stop") });
  if ((await stop.count()) > 0) await stop.click();
  const total = Number((await number.innerText()).split("/")[1]);
  const shots = [];
  for (let one = 0; one < total; one++) {
    const before = await number.innerText();
    await svg.scrollIntoViewIfNeeded();
    shots.push(await page.screenshot());
    await page.getByRole("button", { name: message(await tongue(page), "app-code_next") }).click();
    await page.waitForFunction(
      (before) => document.querySelector(".codes .number").innerText !== before,
      before,
    );
  }
  assert.equal(new Set(shots.map((shot) => shot.toString("base64"))).size, total);
  return shots;
}

const tongue = (page) => page.locator("html").getAttribute("lang");

/** Pictures as a file chooser takes them. */
export const pictures = (shots) =>
  shots.map((buffer, at) => ({ name: `${at}.png`, mimeType: "image/png", buffer }));

/** Saves what a button offers; gives the bytes. */
export async function saved(page) {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: message(await tongue(page), "app-save_file") }).click();
  return readFileSync(await (await download).path());
}
