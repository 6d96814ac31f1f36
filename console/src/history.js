// What happened to a number, newest first.
import { make } from "./elements.js";
import { actorName, whyInWords } from "./numbers.js";
import { longTime, time } from "./times.js";
import { say, sayCode } from "./words.js";

/** Events that a term belongs to; others only carry the one there was. */
const TERMED = ["flagged", "flagged_again", "added", "approved", "extended"];

/** @typedef {import("./types.js").Change} Change */

/** @param {Change[]} changes */
export function history(changes) {
  const list = make("ol", { class: "history", "data-testid": "history" }, ...changes.map(item));
  const content = changes.length > 0 ? list : make("p", { class: "hint" }, say("history.none"));
  return make("section", {}, make("h2", {}, say("history")), content);
}

/** @param {Change} change */
function item(change) {
  const head = make("p", { class: "happened" }, sayCode("event", wordOf(change)));
  const by = make("p", { class: "hint" }, time(change.at), " · ", actorName(change.actor));
  const details = detailsOf(change);
  return make(
    "li",
    { class: `event event-${change.event}` },
    head,
    by,
    change.why ? make("p", { class: "quoted" }, whyInWords(change.why)) : null,
    details ? make("p", { class: "hint" }, details) : null,
  );
}

/** Whom an agent flags in a call that the centre made has not called. @param {Change} change */
function wordOf({ event, dialled }) {
  return event === "flagged" && dialled ? "flagged.dialled" : event;
}

/** @param {Change} change */
function detailsOf({ event, from, to, until, term, dialled }) {
  const moved = from && to && from !== to ? say("history.moved", { from: statusName(from), to: statusName(to) }) : "";
  const ends = until ? say("history.until", { until: longTime(until) }) : "";
  const asked = TERMED.includes(event) && term ? say("history.term", { term: sayCode("term", term) }) : "";
  const call = dialled ? sayCode("dialled", dialled) : "";
  return [call, moved, ends, asked].filter(Boolean).join(" · ");
}

/** @param {string} status */
function statusName(status) {
  return sayCode("status", status);
}
