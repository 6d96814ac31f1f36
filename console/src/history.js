// What happened to a number, newest first.
import { make } from "./elements.js";
import { actorOf, isolated, refusalInWords } from "./numbers.js";
import { statusName } from "./status.js";
import { DECISIONS } from "./tables.js";
import { longTime, time } from "./times.js";
import { knows, say, sayCode } from "./words.js";

/** Events that category and term belong to; others only carry the ones there were. */
const FLAGS = ["flagged", "flagged_again", "amended"];
const TERMED = [...FLAGS, ...Object.values(DECISIONS).map(({ term, event }) => term && event)];

/** @typedef {import("./types.js").Change} Change */

/** @param {Change[]} changes */
export function history(changes) {
  const list = make("ol", { class: "history", "data-testid": "history" }, ...changes.map(item));
  const content = changes.length > 0 ? list : make("p", { class: "hint" }, say("history.none"));
  return make("section", {}, make("h2", {}, say("history")), content);
}

/** @param {Change} change */
function item(change) {
  const head = make("p", { class: "happened" }, eventName(wordOf(change)));
  const by = make("p", { class: "hint" }, time(change.at), " · ", isolated(actorOf(change)));
  const details = detailsOf(change);
  const why = change.why || refusalInWords(change.refusal);
  return make(
    "li",
    { class: `event event-${change.event}` },
    head,
    by,
    why ? make("p", { class: "quoted", dir: "auto" }, why) : null,
    details ? make("p", { class: "hint" }, details) : null,
  );
}

/** Whom an agent flags in a call that the centre made has not called. @param {Change} change */
function wordOf({ event, dialled }) {
  return event === "flagged" && dialled ? "flagged.dialled" : event;
}

/** @param {Change} change */
function detailsOf({ event, from, to, until, category, term, dialled }) {
  const moved = from && to && from !== to ? say("history.moved", { from: statusName(from), to: statusName(to) }) : "";
  const ends = until ? say("history.until", { until: longTime(until) }) : "";
  const asked = TERMED.includes(event) && term ? say("history.term", { term: sayCode("term", term) }) : "";
  const call = dialled ? sayCode("dialled", dialled) : "";
  const about = FLAGS.includes(event) && category ? sayCode("category", category) : "";
  return [about, call, moved, ends, asked].filter(Boolean).join(" · ");
}

/** @param {string} event */
function eventName(event) {
  return knows("event", event) ? sayCode("event", event) : say("event.other");
}
