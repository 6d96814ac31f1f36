// Flagging: one press on a category flags the caller; what else is to be said of the flag is said afterwards.
import { onSend } from "./dialogs.js";
import { button, freshId, make } from "./elements.js";
import { say, sayCode } from "./words.js";

const LONGEST_REASON = 300;
const MOST_WARNINGS = 3;
/** Not a term: the category's own is meant. */
const USUAL = "usual";

/** @param {string[]} categories @param {(category: string) => void} flag */
export function flagButtons(categories, flag) {
  const id = freshId("flag");
  const buttons = categories.map((category) =>
    button(sayCode("category", category), () => flag(category), { "data-category": category }),
  );
  const title = make("h2", { id, tabindex: -1 }, say("panel.flag"));
  const hint = make("p", { class: "hint" }, say("panel.flag.hint"));
  const group = make("div", { role: "group", "aria-labelledby": id, class: "categories" }, ...buttons);
  return make("div", { class: "flagging" }, title, hint, group);
}

/**
 * One's own flag of this call, to be changed.
 * @param {string[]} categories
 * @param {string[]} terms
 * @param {import("./types.js").OwnFlag} mine
 * @param {(flag: {category: string, term?: string, reason: string, warnings?: number}) => void} flag
 * @param {HTMLElement[]} others  buttons beside the form's own
 */
export function flagForm(categories, terms, mine, flag, others) {
  // A flag from the phone may have no category yet: then the agent has to choose one, and none is chosen for them.
  const codes = mine.category ? categories : ["", ...categories];
  const category = choice("category", codes, mine.category, (code) => (code ? sayCode("category", code) : "–"));
  category.select.required = true;
  const term = choice("term", [USUAL, ...terms], mine.term, (code) => sayCode("term", code));
  category.select.addEventListener("change", () => {
    term.select.value = USUAL;
  });
  const numbers = Array.from({ length: MOST_WARNINGS + 1 }, (_, n) => String(n));
  const warnings = choice("warnings", ["", ...numbers], String(mine.warnings ?? ""), (n) => n || "–");
  const id = freshId("reason");
  const look = { id, class: "form-control", rows: 2, maxlength: LONGEST_REASON, autocomplete: "off" };
  const reason = make("textarea", { ...look, "aria-describedby": `${id}-hint` }, mine.reason);
  const hint = make("p", { id: `${id}-hint`, class: "hint" }, say("panel.reason.hint"));
  const text = make("div", { class: "field" }, make("label", { for: id }, say("reason")), reason, hint);
  const save = make("button", { type: "submit", class: "btn btn-primary" }, say("panel.save"));
  const buttons = make("div", { class: "flag-buttons" }, save, ...others);
  const title = make("h2", { tabindex: -1 }, say("panel.mine"));
  const pair = make("div", { class: "pair" }, term.field, warnings.field);
  const form = make("form", { class: "flagging" }, title, category.field, pair, text, buttons);
  onSend(form, () =>
    flag({
      category: category.select.value,
      ...(isAsked(term.select, mine.term) ? { term: term.select.value } : {}),
      reason: reason.value.trim(),
      ...(warnings.select.value ? { warnings: Number(warnings.select.value) } : {}),
    }),
  );
  return form;
}

/** Whether the agent chose a term; one that stands there already follows the category. @param {HTMLSelectElement} select @param {string} term */
function isAsked({ value }, term) {
  return value !== USUAL && value !== term;
}

/** @param {"category" | "term" | "warnings"} name @param {string[]} codes @param {string} chosen @param {(code: string) => string} words */
function choice(name, codes, chosen, words) {
  const id = freshId(name);
  const options = codes.map((code) => make("option", { value: code, selected: code === chosen }, words(code)));
  const select = make("select", { id, class: "form-select" }, ...options);
  return { select, field: make("div", { class: "field" }, make("label", { for: id }, say(name)), select) };
}
