// The buttons of an entry: what this person may do with it now.
import { add } from "./add.js";
import { button, make } from "./elements.js";
import { say } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./decisions.js").Kind} Kind */

/** @type {Kind[]} in the order of the buttons */
const KINDS = ["approve", "extend", "expire", "protect", "unprotect"];
const PRIMARY = { class: "btn btn-primary" };

/** @param {import("./entry.js").EntryView} view */
export function choices(view) {
  const kinds = KINDS.filter((kind) => view.may.includes(kind));
  const main = mainOf(view.entry);
  const buttons = kinds.map((kind) => {
    const label = kind === "approve" && view.entry?.status === "APPROVED" ? say("approve.anew") : say(kind);
    return button(label, () => view.decide(kind), { class: `btn ${tone(kind, main)}` });
  });
  if (view.may.includes("add")) buttons.unshift(button(say("add.this"), () => add(view.page, view.number), PRIMARY));
  if (view.may.includes("permanent")) buttons.push(button(say("permanent"), () => view.decide("extend", "permanent")));
  if (view.may.includes("undo")) buttons.push(button(say("undo.last"), () => view.undo()));
  return make("div", { class: "decisions", role: "group", "aria-label": say("decisions") }, ...buttons);
}

/** What is done most with such an entry. @param {Entry | null} entry @returns {Kind} */
function mainOf(entry) {
  return entry?.status === "APPROVED" && entry.may.includes("extend") ? "extend" : "approve";
}

/** @param {Kind} kind @param {Kind} main */
function tone(kind, main) {
  if (kind === main) return "btn-primary";
  return kind === "expire" ? "btn-quiet btn-expire" : "btn-quiet";
}
