// Times, in the reader's zone and language.
import { make } from "./elements.js";
import { TERMS } from "./tables.js";
import { locale, say } from "./words.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The moment a text names; of what is not ISO 8601, such as 3.4.2026 in an import, each browser would make its own. @param {string} text */
function momentOf(text) {
  const date = new Date(/^\d{4}-\d\d-\d\d(T|$)/.test(text) ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** What names no moment is shown as it is. @param {string} iso */
export function longTime(iso) {
  const date = momentOf(iso);
  return date ? new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(date) : iso;
}

/**
 * A day such as "22 Dec", with the year when it is not this one, with the time when it is within two days.
 * What names no moment is shown as it is.
 * @param {string} iso
 */
export function shortTime(iso) {
  const date = momentOf(iso);
  if (!date) return iso;
  const soon = Math.abs(date.getTime() - Date.now()) < 2 * DAY;
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    ...(thisYear ? {} : { year: "numeric" }),
    ...(soon ? { hour: "numeric", minute: "2-digit" } : {}),
  }).format(date);
}

/** A day of the chart. @param {string} day such as 2026-11-22, a UTC day */
export function dayName(day) {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day));
}

/** "Ends in 3 h": how long an entry has left. @param {string} iso */
export function timeLeft(iso) {
  const left = new Date(iso).getTime() - Date.now();
  if (left <= 0) return say("left.over");
  if (left < HOUR) return say("left.minutes", { n: Math.ceil(left / MINUTE) });
  if (left < 2 * DAY) return say("left.hours", { n: Math.round(left / HOUR) });
  return say("left.days", { n: Math.round(left / DAY) });
}

/** How pressing the end is, for the style sheet. @param {string} iso */
function pressing(iso) {
  const left = new Date(iso).getTime() - Date.now();
  if (left <= 0) return "over";
  if (left < 6 * HOUR) return "soon";
  return left < DAY ? "today" : "later";
}

/** To the second and with its zone, in the reader's own, for readers who hover over a shorter one. @param {string} iso */
function exactTime(iso) {
  const date = momentOf(iso);
  const words = { dateStyle: "full", timeStyle: "long" };
  return date ? new Intl.DateTimeFormat(locale(), /** @type {Intl.DateTimeFormatOptions} */ (words)).format(date) : iso;
}

/** A time element; hover shows the exact time. @param {string} iso @param {(iso: string) => string} [words] */
export function time(iso, words = longTime) {
  if (!iso) return make("span", {}, "–");
  return make("time", { datetime: iso, title: exactTime(iso) }, words(iso));
}

/** A time element that keeps saying how long is left. @param {string} iso */
export function countdown(iso) {
  const element = make("time", { datetime: iso, title: exactTime(iso), "data-left": true }, timeLeft(iso));
  element.dataset.pressing = pressing(iso);
  return element;
}

/** Brings every countdown on the page up to date. */
function tick() {
  for (const element of document.querySelectorAll("time[data-left]")) {
    if (!(element instanceof HTMLTimeElement)) continue;
    const words = timeLeft(element.dateTime);
    if (element.textContent !== words) element.textContent = words;
    element.dataset.pressing = pressing(element.dateTime);
  }
}

export function keepTime() {
  setInterval(tick, 15_000);
}

/** When a term that starts now (or at `from`) would end. @param {string} term @param {number} [from] */
export function endOf(term, from = Date.now()) {
  const length = TERMS[term];
  return length ? new Date(from + length).toISOString() : "";
}
