// The store of browsers in a real Chromium: killed while it writes, emptied, opened twice, full;
// QR codes over a canvas; a whole way with a real hub in both languages.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { startChromium, startSite } from "./chromium.mjs";
import { scratch, startHub } from "./hub.mjs";

/** How often the browser is killed: after the first stage that it reports, the second, and so on. */
const KILLS = Number(process.env.DROKPA_KILLS ?? 4);
const { folder, drop } = scratch();
let hub;
let site;
let browser;
let profiles = 0;

before(async () => {
  hub = await startHub(folder);
  site = await startSite(hub);
  browser = await startChromium(join(folder, "profile"));
});
after(async () => {
  await browser.kill();
  await site.stop();
  await hub.stop();
  drop();
});

/** A store of its own in each test. */
const fresh = () => `store-${profiles++}`;
const page = () => browser.page(site.url);

test("what was saved is there after the browser was killed at any stage of writing", async () => {
  const invite = hub.qr("pa05");
  const profile = join(folder, "killed");
  const said = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const killed = await startChromium(profile);
    const tab = await killed.page(site.url);
    const kept = await tab.evaluate(async (text) => {
      const { IdbStore, Phone } = window.drokpa;
      window.store = await IdbStore.open("killed");
      window.phone = (await Phone.open(window.store)) ??
        (await window.agreed(Phone.invited(window.store, text)));
      const { missing, damaged } = await window.phone.status();
      return { missing, damaged, claims: (await window.phone.list()).map((row) => row.claim) };
    }, invite);
    assert.deepEqual([kept.missing, kept.damaged], [0, 0], `before kill ${kill}`);
    for (const claim of said) assert.ok(kept.claims.includes(claim), `lost ${claim} (${kill})`);
    let stages = 0;
    const struck = new Promise((strike, fail) => {
      const report = (stage, claim) => {
        if (stage === "failed") fail(new Error(claim));
        if (stage === "saved") said.push(claim);
        if (stages++ === kill) strike(killed.kill());
      };
      const write = () =>
        tab.evaluate((first) => {
          const { store, phone } = window;
          const commit = store.commit.bind(store);
          store.commit = async (batch) => {
            window.report("asked");
            const writing = commit(batch);
            window.report("written");
            await writing;
            window.report("durable");
          };
          const record = async () => {
            for (let at = first; ; at++) {
              const saved = await phone.record(window.study((at % 600) + 1), `${at}`);
              window.report("saved", saved.claim);
            }
          };
          record().catch((error) => window.report("failed", String(error)));
        }, kill * 50);
      // After the kill the page is gone, which is no failure.
      tab.exposeFunction("report", report).then(write).catch(fail);
    });
    await struck;
  }
  assert.ok(said.length > 0, "nothing was said to be saved");
  console.log(`${KILLS} kills, ${said.length} records said to be saved, none lost`);
});

test("a record is said to be saved only after the browser has synced it to the disk", async () => {
  const [shim, syncs] = [join(folder, "syncs.so"), join(folder, "syncs")];
  const source = fileURLToPath(new URL("syncs.c", import.meta.url));
  execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"]);
  const watched = await startChromium(join(folder, "synced"), {
    LD_PRELOAD: shim,
    DROKPA_SYNCS: syncs,
  });
  const count = () => (existsSync(syncs) ? statSync(syncs).size : 0);
  const tab = await watched.page(site.url);
  await tab.evaluate(async (text) => {
    const { IdbStore, Phone } = window.drokpa;
    window.phone = await window.agreed(Phone.invited(await IdbStore.open("synced"), text));
  }, hub.qr("pa05"));
  const seen = [];
  for (let minutes = 1; minutes <= 20; minutes++) {
    const before = count();
    await tab.evaluate((minutes) => window.phone.record(window.study(minutes)), minutes);
    seen.push(count() - before);
  }
  await watched.kill();
  // Other files are synced too, but not between one tap and the next, twenty times.
  assert.ok(seen.every((syncs) => syncs > 0), `syncs for each record: ${seen}`);
});

test("a second tab is refused, follows, or takes over, and no number is written twice", async () => {
  const name = fresh();
  const [one, two] = [await page(), await page()];
  const count = await one.evaluate(async ([name, text]) => {
    const { IdbStore, Phone } = window.drokpa;
    window.phone = await window.agreed(Phone.invited(await IdbStore.open(name), text));
    await window.phone.record(window.study(1));
    return (await window.phone.list()).length;
  }, [name, hub.qr("pa06")]);
  assert.equal(count, 1);
  const refused = await two.evaluate(async (name) => {
    const { IdbStore, Phone } = window.drokpa;
    const code = await IdbStore.open(name).catch((error) => [error.code, error.messageIn("bo")]);
    window.store = await IdbStore.open(name, { second: "follow" });
    window.phone = await Phone.open(window.store);
    window.changed = new Promise((done) => window.store.onChange(done));
    const record = await window.phone.record(window.study(2)).catch((error) => error.code);
    const rows = (await window.phone.list()).length;
    return { code, record, rows, readOnly: window.phone.readOnly };
  }, name);
  assert.equal(refused.code[0], "phone_in_use");
  assert.match(refused.code[1], /[\u0f00-\u0fff]/);
  assert.deepEqual([refused.record, refused.rows, refused.readOnly], ["phone_in_use", 1, true]);
  await one.evaluate(() => window.phone.record(window.study(2)));
  const followed = await two.evaluate(async () => {
    await window.changed;
    window.phone.refresh();
    return (await window.phone.list()).length;
  });
  assert.equal(followed, 2);
  const taken = two.evaluate(async (name) => {
    const { IdbStore, Phone } = window.drokpa;
    await window.store.whenFree();
    await window.phone.close();
    window.phone = await Phone.open(await IdbStore.open(name, { second: "wait" }));
    await window.phone.record(window.study(3));
    const { missing, outbox } = await window.phone.status();
    return { missing, outbox };
  }, name);
  await one.evaluate(() => window.phone.close());
  assert.deepEqual(await taken, { missing: 0, outbox: 3 });
  // Two phones that had written one number would be a fork at the hub.
  const report = await two.evaluate(async (url) => {
    await window.phone.setHub(url);
    return window.phone.sync();
  }, site.url);
  assert.equal(report.synced, true);
  assert.deepEqual(hub.problems(), []);
  await Promise.all([one.close(), two.close()]);
});

test("an emptied database is noticed, counted and healed from the hub", async () => {
  const name = fresh();
  const tab = await page();
  const emptied = await tab.evaluate(async ([name, url, code]) => {
    const { IdbStore, Phone } = window.drokpa;
    const phone = await window.agreed(Phone.enrol(await IdbStore.open(name), url, code));
    for (const minutes of [11, 12, 13]) await phone.record(window.study(minutes));
    await phone.sync();
    await phone.record(window.study(14));
    const gone = indexedDB.deleteDatabase(`drokpa:${name}`);
    await new Promise((done, failed) => Object.assign(gone, { onsuccess: done, onerror: failed }));
    // The open phone, which the browser pulled the database away from.
    const lost = await phone.record(window.study(15)).catch((error) => error.code);
    await phone.close();
    window.phone = await Phone.open(await IdbStore.open(name));
    const { missing } = await window.phone.status();
    return { lost, missing, rows: (await window.phone.list()).length };
  }, [name, site.url, hub.code("pa04")]);
  assert.deepEqual(emptied, { lost: "store_failed", missing: 5, rows: 0 });
  const healed = await tab.evaluate(async () => {
    // The answer to the notice is gone with the rest until the hub has given it back.
    await window.agreed(window.phone);
    await window.phone.record(window.study(16));
    const report = await window.phone.sync();
    const { missing } = await window.phone.status();
    return { synced: report.synced, missing, keys: (await window.phone.list()).map((r) => r.key) };
  });
  assert.equal(healed.synced, true);
  // What had reached the hub came back; the one record that had not is still counted.
  assert.ok([11, 12, 13, 16].every((one) => healed.keys.some((key) => key.includes(`c-${one}`))));
  assert.equal(healed.missing, 1);
  assert.deepEqual(hub.problems(), []);
  await tab.close();
});

test("an emptied localStorage loses nothing", async () => {
  const name = fresh();
  const tab = await page();
  const after = await tab.evaluate(async ([name, text]) => {
    const { IdbStore, Phone } = window.drokpa;
    const phone = await window.agreed(Phone.invited(await IdbStore.open(name), text));
    for (const minutes of [21, 22]) await phone.record(window.study(minutes));
    await phone.close();
    localStorage.clear();
    const again = await Phone.open(await IdbStore.open(name));
    const mark = localStorage.getItem(`drokpa:${name}:mark`);
    const { missing, outbox } = await again.status();
    await again.record(window.study(23));
    await again.close();
    return { missing, outbox, mark: mark !== null };
  }, [name, hub.qr("pa07")]);
  assert.deepEqual(after, { missing: 0, outbox: 2, mark: true });
  await tab.close();
});

test("a full disk is a code, nothing is half written, and the phone goes on", async () => {
  // A browser of its own: what it knows of the space it remembers for a while.
  const small = await startChromium(join(folder, "small"));
  const tab = await small.page(site.url);
  const session = await small.context.newCDPSession(tab);
  const quotaSize = 3_000_000;
  await session.send("Storage.overrideQuotaForOrigin", { origin: site.url, quotaSize });
  const seen = await tab.evaluate(async (text) => {
    const { IdbStore, Phone } = window.drokpa;
    const store = await IdbStore.open("small");
    const phone = await window.agreed(Phone.invited(store, text));
    await phone.record(window.study(31));
    // The browser itself says that it is full: the batch has a write that does not fit.
    const commit = store.commit.bind(store);
    const value = new Uint8Array(20_000_000);
    // At random, because the browser packs what repeats itself.
    for (let at = 0; at < value.length; at += 50_000) {
      crypto.getRandomValues(value.subarray(at, at + 50_000));
    }
    const large = { key: new Uint8Array([0]), value };
    store.commit = (batch) => commit({ ...batch, writes: [...batch.writes, large] });
    const refusal = await phone.record(window.study(32)).then(() => ({}), (error) => error);
    store.commit = commit;
    const rows = (await phone.list()).length;
    await phone.record(window.study(32));
    const { used, quota, persisted } = await store.persist();
    const { code, detail, retry } = refusal;
    const { outbox } = await phone.status();
    return { code, detail, retry, rows, outbox, fits: used < quota, persisted: typeof persisted };
  }, hub.qr("pa08"));
  const wanted = { code: "store_failed", detail: "quota", retry: true, rows: 1, outbox: 2 };
  assert.deepEqual(seen, { ...wanted, fits: true, persisted: "boolean" });
  await small.kill();
});

test("a QR code goes over a canvas to another phone, as pixels, SVG and PNG", async () => {
  const [from, to] = [fresh(), fresh()];
  const tab = await page();
  const seen = await tab.evaluate(async ([from, to, url, codes]) => {
    const { IdbStore, Phone, codeTexts, codePixels, codeSvg, codePng, codesInImage } = window.drokpa;
    const member = await window.agreed(Phone.enrol(await IdbStore.open(from), url, codes[0]));
    const secretary = await window.agreed(Phone.enrol(await IdbStore.open(to), url, codes[1]));
    for (const minutes of [41, 42]) await member.record(window.study(minutes), "夏季牧场");
    const pack = await member.export();
    const texts = codeTexts(pack.content, true);
    const canvas = new OffscreenCanvas(900, 900);
    const drawing = canvas.getContext("2d", { willReadFrequently: true });
    const camera = () => codesInImage(drawing.getImageData(0, 0, 900, 900));
    const shown = async (source) => {
      drawing.fillStyle = "#eee";
      drawing.fillRect(0, 0, 900, 900);
      drawing.drawImage(source, 60, 80, 700, 700);
      return camera();
    };
    const read = { pixels: [], svg: [], png: [] };
    for (const text of texts) {
      const { data, width, height } = codePixels(text, 4);
      const pixels = await createImageBitmap(new ImageData(data, width, height));
      read.pixels.push(...(await shown(pixels)));
      const image = new Image(700, 700);
      image.src = `data:image/svg+xml,${encodeURIComponent(codeSvg(text))}`;
      await image.decode();
      read.svg.push(...(await shown(image)));
      const png = await createImageBitmap(new Blob([await codePng(text)], { type: "image/png" }));
      read.png.push(...(await shown(png)));
    }
    const imported = await secretary.scan(read.pixels);
    const rows = await secretary.list("pa09");
    await Promise.all([member.close(), secretary.close()]);
    return { texts, read, imported, rows: rows.length };
  }, [from, to, site.url, [hub.code("pa09"), hub.code("pa01")]]);
  for (const way of ["pixels", "svg", "png"]) assert.deepEqual(seen.read[way], seen.texts, way);
  assert.equal(seen.imported.outcome, "complete");
  // Two records, and the answer to the notice.
  assert.equal(seen.imported.new, 3);
  assert.equal(seen.rows, 2);
  await tab.close();
});

test("a whole way in a browser is told in both languages", async () => {
  const name = fresh();
  const tab = await page();
  const told = await tab.evaluate(async ([name, url, code]) => {
    const { IdbStore, Phone, consentNotice, date } = window.drokpa;
    const phone = await window.agreed(Phone.enrol(await IdbStore.open(name), url, code));
    const day = new Date().toISOString().slice(0, 10);
    await phone.record({ what: "activity", item: "volunteer", day }, "在牧场");
    const before = (await phone.tellList("zh"))[0].word;
    const report = await phone.sync();
    const both = async (tell) => [await tell("zh"), await tell("bo")];
    const result = {
      before,
      synced: report.synced,
      word: (await both((lang) => phone.tellList(lang))).map((rows) => rows[0].word),
      standing: await both((lang) => phone.tellStanding(lang)),
      sync: await both((lang) => phone.tellSync(lang)),
      date: await both(async (lang) => date(lang, "2026-05-04")),
      notice: (await both(async (lang) => consentNotice(lang, "示例县", "三年", 1))).map(String),
      log: await phone.accessLog(),
    };
    await phone.close();
    return result;
  }, [name, site.url, hub.code("pa10")]);
  assert.equal(told.synced, true);
  assert.ok(Array.isArray(told.log));
  for (const [zh, bo] of [told.word, told.standing, told.sync, told.date, told.notice]) {
    assert.match(String(zh), /[\u4e00-\u9fff]/);
    assert.match(String(bo), /[\u0f40-\u0fbc]/);
    assert.doesNotMatch(String(zh), /[\u0f40-\u0fbc]/);
  }
  assert.notEqual(told.before, told.word[0]);
  await tab.close();
});

test("a page of an office loads the whole module in place of the member's", async () => {
  const tab = await page();
  const seen = await tab.evaluate(async ([names, url, code]) => {
    const { IdbStore, Phone } = window.drokpa;
    const { readyWhole } = await import("/package/dist/whole.js");
    await readyWhole();
    const phone = await Phone.enrol(await IdbStore.open(names), url, code);
    const roster = await phone.office.roster();
    await phone.close();
    return roster.length;
  }, [fresh(), site.url, hub.code("pa02")]);
  assert.ok(seen > 2);
  await tab.close();
});
