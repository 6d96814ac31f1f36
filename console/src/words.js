// What the page says, in the reader's language. A language is one file in words/, named here.
import { keep, kept } from "./kept.js";
import en from "./words/en.json";
import ko from "./words/ko.json";

/** @typedef {keyof typeof en} Word */
/** @typedef {string | {[form: string]: string}} Phrase */
/** @typedef {{[word in Word]: Phrase}} Words */

/** @type {{[language: string]: {name: string, words: Words}}} */
export const LANGUAGES = {
  en: { name: "English", words: en },
  ko: { name: "한국어", words: ko },
};

const SAVED = "deny-list.language";
/** Names and notes of such a script turn round what stands beside them in a sentence, unless they are isolated. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
let spoken = "en";

/** The reader's choice, else the browser's, else the stack's. @param {string} [ofStack] */
export function chooseLanguage(ofStack) {
  const wishes = [kept(SAVED), ...navigator.languages.map((tag) => tag.slice(0, 2)), ofStack, "en"];
  speak(wishes.find((wish) => wish && wish in LANGUAGES) ?? "en");
}

/** @param {string} language */
export function speak(language) {
  spoken = language;
  document.documentElement.lang = language;
}

/** @param {string} language */
export function saveLanguage(language) {
  keep(SAVED, language);
  speak(language);
}

export function language() {
  return spoken;
}

/** The reader's own variety of the spoken language, so that dates look as they do elsewhere on the machine. */
export function locale() {
  return navigator.languages.find((tag) => tag.startsWith(spoken)) ?? spoken;
}

/**
 * The phrase for a word, with {names} filled in; `n` chooses between singular and plural.
 * @param {Word} word
 * @param {{[name: string]: string | number}} [values]
 */
export function say(word, values = {}) {
  const phrase = /** @type {Phrase} */ (LANGUAGES[spoken]?.words[word] ?? en[word]);
  return form(phrase, values).replaceAll(/{(\w+)}/g, (_, name) => shown(values[name]));
}

/**
 * The phrase for a word that is put together, such as a code of the API; the code itself where there is none.
 * @param {string} stem
 * @param {string} code
 * @param {{[name: string]: string | number}} [values]
 */
export function sayCode(stem, code, values) {
  const word = `${stem}.${code}`;
  return word in en ? say(/** @type {Word} */ (word), values) : code;
}

/** A decision as its buttons call it. @param {string} kind */
export function decisionName(kind) {
  return say(/** @type {Word} */ (kind));
}

/** @param {string} stem @param {string} code */
export function knows(stem, code) {
  return `${stem}.${code}` in en;
}

/** @param {Phrase} phrase @param {{[name: string]: string | number}} values */
function form(phrase, values) {
  if (typeof phrase === "string") return phrase;
  const rule = new Intl.PluralRules(spoken).select(Number(values.n ?? 0));
  return phrase[rule] ?? phrase.other ?? "";
}

/** @param {string | number | undefined} value */
function shown(value) {
  if (typeof value === "number") return new Intl.NumberFormat(locale()).format(value);
  const text = value ?? "";
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
