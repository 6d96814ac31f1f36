// Rows of a list. Roles are written out because on a narrow screen rows are laid out as cards, not as a table.
import { button, make, unseen } from "./elements.js";
import { actorName, addressOf, country, numberType, refusalInWords, spell } from "./numbers.js";
import { isClosed, isOpen } from "./status.js";
import { countdown, shortTime, time } from "./times.js";
import { decisionName, say, sayCode } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./queue.js").Queue} Queue */

/** @type {import("./words.js").Word[]} */
const COLUMNS = ["number", "left", "flagged", "reason", "flags", "denied"];

/** In the order of the buttons; the others are the entry's own view's. */
export const IN_ROWS = ["approve", "extend", "expire"];

/** The heads of the columns. */
export function columns() {
  const heads = COLUMNS.map((name) =>
    make("th", { role: "columnheader", scope: "col", class: `col-${name}` }, say(name)),
  );
  const actions = make("th", { role: "columnheader", scope: "col", class: "col-actions" }, unseen(say("actions")));
  const choose = make("th", { role: "columnheader", scope: "col", class: "col-choose" }, unseen(say("choose")));
  return make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, choose, ...heads, actions));
}

/** @param {Queue} queue @param {Entry} entry */
export function row(queue, entry) {
  const element = make(
    "tr",
    { role: "row", "data-number": entry.number },
    cell("choose", checkbox(queue, entry)),
    cell("number", link(entry), make("span", { class: "under" }, kindOf(entry))),
    cell("left", ending(entry)),
    cell("flagged", agent(entry), make("span", { class: "under" }, time(entry.flagged_at, shortTime)), dialled(entry)),
    cell("reason", ...reason(entry)),
    cell("flags", make("span", { class: "narrow" }, say("flags"), " "), entry.flag_count),
    cell("denied", badge(entry)),
    cell("actions", ...actions(queue, entry)),
  );
  element.addEventListener("focusin", () => {
    queue.list.current = entry.number;
  });
  return element;
}

/** @param {string} name @param {...import("./elements.js").Child} content */
function cell(name, ...content) {
  return make("td", { role: "cell", class: `col-${name}` }, ...content);
}

/** @param {Queue} queue @param {Entry} entry */
function checkbox(queue, entry) {
  const { number } = entry;
  const checked = queue.list.selected.has(number);
  const label = say("choose.one", { number: spell(number) });
  const change = () => queue.toggle(number);
  const box = make("input", {
    type: "checkbox",
    class: "form-check-input",
    value: number,
    checked,
    change,
    "aria-label": label,
  });
  return make("label", { class: "choose" }, box);
}

/** Cut to the column; the pointer, and the entry itself, show all of it. @param {Entry} entry */
function agent(entry) {
  const name = actorName(entry.flagged_by);
  return make("span", { class: "agent", title: name, dir: "auto" }, name);
}

/** Said because the number that was flagged in such a call did not call. @param {Entry} entry */
function dialled(entry) {
  return entry.dialled ? make("span", { class: "under" }, sayCode("dialled", entry.dialled)) : null;
}

/** @param {Entry} entry */
function link(entry) {
  return make("a", { class: "number", href: addressOf(entry.number), dir: "auto" }, spell(entry.number));
}

/** "United States · mobile" @param {Entry} entry */
export function kindOf(entry) {
  return [country(entry.country), numberType(entry.number_type)].filter(Boolean).join(" · ");
}

/** When it ends, told by the clock; nothing for what is not denied. @param {Entry} entry */
export function ending(entry) {
  if (entry.denied && !entry.expires_at) return say("left.never");
  if (entry.expires_at && !isClosed(entry)) return countdown(entry.expires_at);
  return make("span", { class: "under" }, "–");
}

/** What the agent said: the category, the reason; and below it what a reviewer did. @param {Entry} entry */
function reason(entry) {
  const review = reviewOf(entry);
  const said = entry.reason || (entry.category ? "" : "–");
  return [
    entry.category && make("span", { class: "category", dir: "auto" }, sayCode("category", entry.category)),
    said && make("span", { class: entry.reason ? "reason" : "nothing", dir: "auto" }, said),
    review && make("span", { class: "under", dir: "auto" }, review),
  ];
}

/** @param {Entry} entry */
function reviewOf(entry) {
  const by = actorName(entry.reviewed_by);
  if (!entry.reviewed_by) return entry.note || refusalInWords(entry.refusal);
  if (entry.note) return `${by}: ${entry.note}`;
  return say(isOpen(entry) ? "changed" : "reviewed", { by });
}

/** @param {Entry} entry */
export function badge(entry) {
  const tone = entry.denied ? "badge-denied" : "badge-taken";
  return make("span", { class: `badge ${tone}` }, say(entry.denied ? "denied.yes" : "denied.no"));
}

/** @param {Queue} queue @param {Entry} entry */
function actions(queue, entry) {
  const kinds = IN_ROWS.filter((kind) => entry.may.includes(kind));
  const less = entry.status === "APPROVED" && kinds.includes("extend") ? "approve" : "extend";
  const offered = kinds.filter((kind) => kind !== less);
  return offered.map((kind) => {
    const label = sayCode(kind, "one", { number: spell(entry.number) });
    return button(decisionName(kind), () => queue.decide(kind, [entry]), {
      class: `btn btn-quiet btn-${kind}`,
      "aria-label": label,
    });
  });
}
