// The buttons of an entry: what this person may do with it now.
import { add } from "./add.js";
import { button, make } from "./elements.js";
import { DECISIONS } from "./tables.js";
import { decisionName, say } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */

/** In the order of the buttons, without those that have buttons of their own. */
const KINDS = Object.keys(DECISIONS).filter((kind) => kind !== "add" && kind !== "undo");
const PRIMARY = { class: "btn btn-primary" };

/** @param {import("./entry.js").EntryView} view */
export function choices(view) {
  const kinds = KINDS.filter((kind) => view.may.includes(kind));
  const main = mainOf(view.entry);
  const buttons = kinds.map((kind) => {
    const label = kind === "approve" && view.entry?.status === "APPROVED" ? say("approve.anew") : decisionName(kind);
    return button(label, () => view.decide(kind), { class: `btn ${tone(kind, main)}` });
  });
  if (!view.entry && view.may.includes("add"))
    buttons.unshift(button(say("add.this"), () => add(view.page, view.number), PRIMARY));
  if (view.may.includes("permanent")) buttons.push(button(say("permanent"), () => view.decide("extend", "permanent")));
  if (view.may.includes("undo")) buttons.push(button(say("undo.last"), () => view.undo()));
  return make("div", { class: "decisions", role: "group", "aria-label": say("decisions") }, ...buttons);
}

/** What is done most with such an entry. @param {Entry | null} entry */
function mainOf(entry) {
  return entry?.status === "APPROVED" && entry.may.includes("extend") ? "extend" : "approve";
}

/** @param {string} kind @param {string} main */
function tone(kind, main) {
  if (kind === main) return "btn-primary";
  return kind === "expire" ? "btn-quiet btn-expire" : "btn-quiet";
}
