// The bars above a list: its tabs, how much there is, and what can be done with the chosen rows.
import { button, make } from "./elements.js";
import { notice } from "./problems.js";
import { IN_ROWS } from "./rows.js";
import { TABS } from "./status.js";
import { decisionName, say, sayCode } from "./words.js";

/** @typedef {import("./queue.js").Queue} Queue */

/** @param {string} shown */
export function tabs(shown) {
  const items = TABS.map((status) => {
    const current = status === shown ? "page" : null;
    const href = status === "PENDING" ? "#/" : `#/status/${status}`;
    const look = `nav-link${current ? " active" : ""}`;
    const link = make("a", { href, class: look, "aria-current": current }, sayCode("tab", status));
    return make("li", { class: "nav-item" }, link);
  });
  return make("nav", { "aria-label": say("tabs") }, make("ul", { class: "nav nav-tabs" }, ...items));
}

/** Counts on the left; then what can be done with the chosen rows. @param {Queue} queue */
export function tools(queue) {
  const { entries, cursor, selected } = queue.list;
  const counted = say(cursor ? "queue.countMore" : "queue.count", { n: entries.length });
  const hint = make("span", { class: "hint keys-hint" }, say("keys.hint"));
  const refresh = button(say("refresh"), () => queue.reload(), { class: "btn btn-quiet refresh" });
  return [
    ...(entries.length > 0 ? [chooseAll(queue)] : []),
    make("span", { class: "count" }, counted),
    ...(selected.size > 0 ? bulk(queue) : [hint]),
    ...(entries.length > 0 ? [refresh] : []),
  ];
}

/** Stands in for a list without entries. @param {Queue} queue */
export function empty(queue) {
  const { status } = queue.list;
  const words = status === "PENDING" ? say("queue.empty") : say("queue.none", { status: sayCode("status", status) });
  const refresh = button(say("refresh"), () => queue.reload());
  return notice(words, refresh);
}

/** A box above the rows' own boxes. @param {Queue} queue */
function chooseAll(queue) {
  const { entries, selected } = queue.list;
  const checked = selected.size === entries.length;
  const change = () => queue.choose(checked ? [] : entries.map(({ number }) => number));
  const label = say("choose.all");
  const box = make("input", { type: "checkbox", class: "form-check-input", checked, change, "aria-label": label });
  box.indeterminate = !checked && selected.size > 0;
  return make("label", { class: "choose choose-all" }, box);
}

/** What can be done with at least one of the chosen entries; the decision's dialog says what is left out. @param {Queue} queue */
function bulk(queue) {
  const count = make("strong", { class: "chosen" }, say("chosen", { n: queue.list.selected.size }));
  const clear = button(say("chosen.clear"), () => queue.choose([]));
  const chosen = queue.list.chosen();
  const kinds = IN_ROWS.filter((kind) => chosen.some((entry) => entry.may.includes(kind)));
  const buttons = kinds.map((kind) =>
    button(decisionName(kind), () => queue.decide(kind), {
      class: `btn ${kind === "approve" ? "btn-primary" : `btn-quiet btn-${kind}`}`,
    }),
  );
  const nothing = kinds.length === 0 && make("span", { class: "hint" }, say("chosen.nothing"));
  return [count, ...buttons, ...(nothing ? [nothing] : []), clear];
}
