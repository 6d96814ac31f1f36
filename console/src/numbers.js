// Numbers as people read them, and what is known about them in words.
import { knows, locale, sayCode } from "./words.js";

/** @type {[RegExp, string][]} the two plans most stacks see; everything else stays E.164 */
const SPELLINGS = [
  [/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1-$2-$3"],
  [/^\+82(2|1\d|[3-6]\d|70|80)(\d{3,4})(\d{4})$/, "+82 $1-$2-$3"],
];

/** +12065550142 as +1 206-555-0142. @param {string} number */
export function spell(number) {
  const known = SPELLINGS.find(([plan]) => plan.test(number));
  return known ? number.replace(...known) : number;
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

/** Who did it; the API's own names for nobody are put into words. @param {string} actor */
export function actorName(actor) {
  if (!actor) return sayCode("actor", "unknown");
  return knows("actor", actor) ? sayCode("actor", actor) : actor;
}

/** Why; refusals come as codes. @param {string} why */
export function whyInWords(why) {
  return knows("refusal", why) ? sayCode("refusal", why) : why;
}
