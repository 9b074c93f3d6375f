// Tibetan case particles for @fluent/bundle: the functions GEN, AGT and TER of the message files.
// The same rules as src/particles.rs and src/syllable.rs, held to the same table by the tests.

const PREFIXED = {
  ག: "ཅཉཏདནཙཞཟཡཤས",
  ད: "ཀགངཔབམ",
  བ: "ཀགཅཏདཙཞཟཤས",
  མ: "ཁགངཆཇཉཐདནཚཛ",
  འ: "ཁགཆཇཐདཕབཚཛ",
};
const HEADED = { ར: "ཀགངཇཉཏདནབམཙཛ", ལ: "ཀགངཅཇཏདཔབཧ", ས: "ཀགངཉཏདནཔབམཙ" };
const HEADED_AFTER_BA = { ར: "ཀགངཇཉཏདནཙཛ", ལ: "ཅཏད", ས: "ཀགངཉཏདནཙ" };
const SUFFIXES = "གངདནབམའརལས";
const PREFIXED_BEFORE_SA = ["དགས", "འགས", "དབས", "འབས", "དམས"];

const isLetter = (letter) => /^[\u0f40-\u0f6c]$/u.test(letter);
const belongs = /[\u0f39\u0f40-\u0f84\u0f86-\u0fbc]/u;

// The full form of a subjoined letter.
function fullForm(letter) {
  return /^[\u0f90-\u0fb9]$/u.test(letter ?? "")
    ? String.fromCodePoint(letter.codePointAt(0) - 0x50)
    : undefined;
}

function isHeaded(letters, table) {
  const below = fullForm(letters[1]);
  return below !== undefined && (table[letters[0]] ?? "").includes(below);
}

function hasPrefix(prefix, root, letters) {
  if (prefix === "བ" && root === "ར") return letters[2] === "ླ";
  const pair = (PREFIXED[prefix] ?? "").includes(root);
  if (!pair || !SUFFIXES.includes(root)) return pair;
  if (letters.length === 2) return false;
  if (letters.length === 3 && letters[2] === "ས" && "གངབམ".includes(root)) {
    return PREFIXED_BEFORE_SA.includes(letters.join(""));
  }
  return true;
}

// The letter that closes a syllable: undefined where it is none of Tibetan, null for a vowel.
function suffix(syllable) {
  const letters = [...syllable];
  if (letters.length === 0 || !isLetter(letters[0])) return undefined;
  let behind = 1;
  if (isHeaded(letters, HEADED)) behind = 2;
  else if (letters[0] === "བ" && isHeaded(letters.slice(1), HEADED_AFTER_BA)) behind = 3;
  else if (letters.length > 1 && hasPrefix(letters[0], letters[1], letters)) behind = 2;
  const last = letters.slice(behind).at(-1);
  return last !== undefined && isLetter(last) ? last : null;
}

const CASES = {
  GEN: { joined: "འི", foreign: "ཡི", behind: (last) => pick(last, "གང", "གི", "དབས", "ཀྱི", "གྱི") },
  AGT: {
    joined: "ས",
    foreign: "ཡིས",
    behind: (last) => (last === "འ" ? "ཡིས" : pick(last, "གང", "གིས", "དབས", "ཀྱིས", "གྱིས")),
  },
  TER: {
    joined: "ར",
    foreign: "ལ",
    behind: (last) => (last === "འ" ? "རུ" : pick(last, "གབ", "ཏུ", "ས", "སུ", "དུ")),
  },
};

function pick(last, first, ofFirst, second, ofSecond, other) {
  if (first.includes(last)) return ofFirst;
  return second.includes(last) ? ofSecond : other;
}

// The text with the particle of the case and a tsheg, ready for the next word.
export function withCase(value, name) {
  const text = String(value).replace(/[\s\u0f0b-\u0f12]+$/u, "");
  const letters = [...text];
  let begin = letters.length;
  while (begin > 0 && belongs.test(letters[begin - 1])) begin -= 1;
  const last = suffix(letters.slice(begin).join(""));
  const rules = CASES[name];
  if (last === undefined) return `${text} ${rules.foreign}་`;
  if (last === null) return `${text}${rules.joined}་`;
  if (last === "འ" && name === "GEN") return `${text}ི་`;
  return `${text}་${rules.behind(last)}་`;
}

const valueOf = (value) => (typeof value === "object" && value !== null ? value.valueOf() : value);

// For the option `functions` of a FluentBundle.
export const functions = {
  GEN: ([value]) => withCase(valueOf(value), "GEN"),
  AGT: ([value]) => withCase(valueOf(value), "AGT"),
  TER: ([value]) => withCase(valueOf(value), "TER"),
};
