// The buttons of an entry: what this person may do with it now.
import { add } from "./add.js";
import { possible } from "./decisions.js";
import { button, make } from "./elements.js";
import { say } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./decisions.js").Kind} Kind */

const PRIMARY = { class: "btn btn-primary" };

/** @param {import("./entry.js").EntryView} view */
export function choices(view) {
  const { me } = view.page;
  const kinds = view.entry ? possible(view.entry, me) : withoutEntry(me);
  const main = mainOf(view.entry);
  const buttons = kinds.map((kind) => {
    const label = kind === "approve" && view.entry?.status === "APPROVED" ? say("approve.anew") : say(kind);
    return button(label, () => view.decide(kind), { class: `btn ${tone(kind, main)}` });
  });
  if (!view.entry && me.may.review)
    buttons.unshift(button(say("add.this"), () => add(view.page, view.number), PRIMARY));
  if (mayBePermanent(view)) buttons.push(button(say("permanent"), () => view.decide("extend", "permanent")));
  if (mayUndo(view)) buttons.push(button(say("undo.last"), () => view.undo()));
  return make("div", { class: "decisions", role: "group", "aria-label": say("decisions") }, ...buttons);
}

/** @param {import("./types.js").Me} me @returns {Kind[]} */
function withoutEntry(me) {
  return me.may.protect ? ["protect"] : [];
}

/** What is done most with such an entry. @param {Entry | null} entry @returns {Kind} */
function mainOf(entry) {
  return entry?.status === "APPROVED" && entry.denied && entry.expires_at ? "extend" : "approve";
}

/** @param {Kind} kind @param {Kind} main */
function tone(kind, main) {
  if (kind === main) return "btn-primary";
  return kind === "expire" ? "btn-quiet btn-expire" : "btn-quiet";
}

/** Only who may protect may take a protection back. @param {import("./entry.js").EntryView} view */
function mayUndo({ entry, page }) {
  const { review, protect } = page.me.may;
  return entry?.undoable && review && (protect || entry.status !== "PROTECTED");
}

/** @param {import("./entry.js").EntryView} view */
function mayBePermanent({ entry, page }) {
  return page.me.may.review && entry?.status === "APPROVED" && entry.denied && entry.expires_at !== "";
}
