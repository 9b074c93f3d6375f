// Writes the rows and inputs of the facade as TypeScript, from the Rust types that serialise to
// them, with their documentation: `node rows.mjs SYNC_CORE FILE`. Called by
// `sync-core/wasm/build.sh`; a type that it cannot write fails the build.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [, , root, target] = process.argv;

const core = "src/";
const app = "app/src/";

/** Which types of which files, in the order of the output. */
const FROM = {
  [`${app}phone.rs`]: ["About"],
  [`${core}phone/rows.rs`]: ["Status", "Delivery", "ClaimRow", "StandingRow", "LineRow", "TrainingRow"],
  [`${core}phone/called.rs`]: ["BranchRow"],
  [`${core}phone/roll.rs`]: ["RollRow", "MarkRow", "PlanRow", "UnlistedRow"],
  [`${core}phone/consent.rs`]: ["ConsentRow"],
  [`${core}phone/check_in.rs`]: ["CodeRow"],
  [`${core}phone/sides.rs`]: ["Side", "ObjectionRow", "AnswerRow", "AdjustmentRow", "VetoRow"],
  [`${core}phone/devices.rs`]: ["DeviceRow"],
  [`${core}phone/due.rs`]: ["ObjectionDue"],
  [`${core}phone/close.rs`]: ["ClosedRow"],
  [`${core}phone/statement.rs`]: [
    "RosterRow", "PeriodRow", "Statement", "CloseRow", "StatementLine", "PostedLine", "Correction",
  ],
  [`${core}phone/quarantine.rs`]: ["QuarantineState", "QuarantineRow"],
  [`${core}phone/letters.rs`]: ["LetterRow"],
  [`${core}phone/transfer.rs`]: ["Exported", "Imported", "CarriedChain", "Codes", "CheckIn"],
  [`${core}model/rules.rs`]: ["Label", "ItemKind"],
  [`${core}model/evaluation.rs`]: [
    "Report", "Line", "Basis", "ManualLine", "ManualEntry", "EvidenceMix",
  ],
  [`${app}member.rs`]: ["Saved", "Explanation", "ItemRow"],
  [`${app}office.rs`]: ["DoorCode", "Owed"],
  [`${app}enrol.rs`]: ["CarriedOver"],
  [`${app}sync.rs`]: ["SyncReport"],
  [`${app}access.rs`]: ["Access", "Proof"],
  [`${app}carry.rs`]: ["ExportChoice"],
  [`${app}text/state.rs`]: ["Word"],
  [`${app}input.rs`]: [
    "NewClaim", "NewTraining", "TrainingEdit", "RollMark", "NewDecision", "NewAdjustment",
    "NewAttestation",
  ],
};

const PLAIN = {
  String: "string", "Box<str>": "string", "&'static str": "string", MemberId: "string",
  BranchId: "string", ItemId: "string", ObjectId: "string", Day: "string",
  "crate::time::Day": "string", EntryId: "string", RecordName: "string", bool: "boolean",
  u8: "number", u16: "number", u32: "number", u64: "number", i32: "number", Serial: "number",
  Cycle: "number",
};
const known = new Set(Object.values(FROM).flat());

function typeOf(rust) {
  if (PLAIN[rust]) return PLAIN[rust];
  if (known.has(rust)) return rust;
  let inner = rust.match(/^Vec<(.*)>$/);
  if (inner) return `readonly ${typeOf(inner[1])}[]`;
  inner = rust.match(/^\[(.*); 2\]$/);
  if (inner) return `readonly [${typeOf(inner[1])}, ${typeOf(inner[1])}]`;
  inner = rust.match(/^BTreeMap<(.*), (.*)>$/);
  if (inner) return `Readonly<Record<${typeOf(inner[1])}, ${typeOf(inner[2])}>>`;
  throw new Error(`no TypeScript for ${rust}`);
}

const snake = (name) => name.replace(/(?<=.)([A-Z])/g, "_$1").toLowerCase();

/** Items `{docs, attributes, text}` of a block: fields, or variants with their fields. */
function items(block) {
  const found = [];
  let docs = [];
  let attributes = "";
  const lines = block.split("\n").map((line) => line.trim());
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (line.startsWith("///")) docs.push(line.slice(3).trim());
    else if (line.startsWith("#[")) attributes += line;
    else if (line !== "" && !line.startsWith("//")) {
      let text = line;
      if (line.endsWith("{")) while (lines[at] !== "},") text += `\n${lines[++at]}`;
      found.push({ docs, attributes, text });
      docs = [];
      attributes = "";
    }
  }
  return found;
}

const comment = (docs, indent) =>
  docs.length === 0 ? "" : `${indent}/** ${docs.join(`\n${indent} * `)} */\n`;

/** Links of Rust's documentation are plain names here. */
const told = (docs) => docs.map((line) => line.replaceAll(/\[`([^`]*)`\]/g, "`$1`"));

function field({ docs, attributes, text }, input, indent) {
  const [, name, rust] = text.match(/^(?:pub )?(\w+): (.*),$/);
  const optional = rust.match(/^Option<(.*)>$/);
  const absent = /skip_serializing_if/.test(attributes) || (input && (optional || input.allDefault));
  const plain = typeOf(optional ? optional[1] : rust);
  const type = optional && (input || !absent) ? `${plain} | null` : plain;
  return `${comment(told(docs), indent)}${indent}readonly ${name}${absent ? "?" : ""}: ${type};\n`;
}

function declaration(path, name) {
  const source = readFileSync(join(root, path), "utf8");
  const lines = source.split("\n");
  const first = lines.findIndex((line) => line.match(`^pub (struct|enum) ${name} \\{`));
  if (first < 0) throw new Error(`${path} has no ${name}`);
  const last = lines.indexOf("}", first);
  let top = first;
  while (/^(\/\/\/|#\[)/.test(lines[top - 1])) top--;
  const head = lines.slice(top, first);
  const docs = told(head.filter((l) => l.startsWith("///")).map((l) => l.slice(3).trim()));
  const attributes = head.filter((l) => l.startsWith("#[")).join("");
  const input = /Deserialize/.test(attributes) && !/Serialize, De/.test(attributes) && {
    allDefault: attributes.includes("serde(default)"),
  };
  const within = items(lines.slice(first + 1, last).join("\n"));
  if (lines[first].startsWith("pub enum")) {
    const tag = attributes.match(/tag = "(\w+)"/)?.[1];
    const variants = within.map(({ docs: about, text }) => {
      const variant = snake(text.match(/^\w+/)[0]);
      if (!tag) return `\n${comment(told(about), "  ")}  | "${variant}"`;
      const fields = items(text.split("\n").slice(1, -1).join("\n"));
      const inner = fields.map((one) => field(one, input, "      ")).join("");
      return `\n${comment(told(about), "  ")}  | {\n      readonly ${tag}: "${variant}";\n${inner}    }`;
    });
    return `${comment(docs, "")}export type ${name} =${variants.join("")};\n`;
  }
  const shown = within.filter(({ attributes: own }) => !/serde\(skip\)/.test(own));
  const flat = shown.filter(({ attributes: own }) => own.includes("serde(flatten)"));
  const above = flat.map(({ text }) => typeOf(text.match(/: (.*),$/)[1]));
  const fields = shown.filter((one) => !flat.includes(one)).map((one) => field(one, input, "  "));
  const bases = above.length > 0 ? ` extends ${above.join(", ")}` : "";
  return `${comment(docs, "")}export interface ${name}${bases} {\n${fields.join("")}}\n`;
}

const head =
  "// The rows and inputs of the facade, written by `rows.mjs` from the Rust types. Days are like\n" +
  "// `2026-05-01`, and tenths are tenths of a point.\n\n";
const parts = Object.entries(FROM).flatMap(([path, names]) =>
  names.map((name) => declaration(path, name)),
);
writeFileSync(target, head + parts.join("\n"));
