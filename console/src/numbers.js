// Numbers as people read them, and what is known about them in words.
import { make } from "./elements.js";
import { knows, locale, say, sayCode } from "./words.js";

/** @type {[RegExp, string][]} the two plans most stacks see; everything else stays E.164 */
const SPELLINGS = [
  [/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1-$2-$3"],
  [/^\+82(2|1\d|[3-6]\d|70|80)(\d{3,4})(\d{4})$/, "+82 $1-$2-$3"],
];

/** What a key may hold that is invisible, or that turns around what stands beside it. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|^\s|\s$|\s(?=\s)/gu;

/** +12065550142 as +1 206-555-0142; a key that is no number as it is, what is invisible in it named. @param {string} number */
export function spell(number) {
  const known = SPELLINGS.find(([plan]) => plan.test(number));
  return known ? number.replace(...known) : number.replaceAll(UNSEEN, codePoint);
}

/** U+202E as ‹U+202E›. @param {string} character */
function codePoint(character) {
  return `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}›`;
}

/** Text of others, which keeps its own direction to itself. @param {string} text */
export function isolated(text) {
  return make("bdi", {}, text);
}

/** Where the page shows a number; plain signs stay readable. @param {string} number */
export function addressOf(number) {
  return `#/entries/${encodeURIComponent(number).replaceAll("%2B", "+")}`;
}

/** The country's name; 001 (toll-free and satellite numbers) is the world. @param {string} code */
export function country(code) {
  if (!code) return "";
  try {
    return new Intl.DisplayNames(locale(), { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** @param {string} type */
export function numberType(type) {
  return type ? sayCode("type", type) : "";
}

/** Who did it. `unknown` is the API's word, and is translated. @param {string} actor */
export function actorName(actor) {
  return !actor || actor === "unknown" ? say("actor.unknown") : actor;
}

/** Who made a change: the clock by itself only where it can be that. @param {import("./types.js").Change} change */
export function actorOf({ event, actor }) {
  const byClock = actor === "time to live" && (event === "lapsed" || event === "removed");
  return byClock ? say("actor.time to live") : actorName(actor);
}

/** Why a number must not be denied, from its code. @param {string} code */
export function refusalInWords(code) {
  if (!code) return "";
  return knows("refusal", code) ? sayCode("refusal", code) : say("refusal.other");
}
