// The dialog in which a decision about entries is made: it asks for term and note.
import { Problem } from "./api.js";
import { conflictNote } from "./conflict.js";
import { formButtons, noteField, onSend, openDialog, termField, USUAL_TERM } from "./dialogs.js";
import { draftOf } from "./drafts.js";
import { make } from "./elements.js";
import { spell } from "./numbers.js";
import { outcome, outcomes, takeBack } from "./outcomes.js";
import { problemInWords } from "./problems.js";
import { decideSeveral } from "./several.js";
import { DECISIONS, TERMS } from "./tables.js";
import { endOf, longTime } from "./times.js";
import { decisionName, say, sayCode } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */

const DANGEROUS = ["expire", "unprotect"];

/**
 * Asks for term and note and carries the decision out.
 * @param {import("./types.js").Page} page
 * @param {string} kind
 * @param {Entry[]} entries
 * @param {(entries: Entry[]) => void} decided  gets every entry that is known anew
 * @param {{term?: string, leftOut?: number}} [given]  a term chosen beforehand; how many of the chosen entries this is not possible with
 */
export function decide(page, kind, entries, decided, { term, leftOut = 0 } = {}) {
  if (entries.length === 0) return;
  const numbers = entries.map((entry) => entry.number);
  const draft = () => draftOf(kind, numbers);
  const alert = make("div", { role: "alert" });
  const form = make(
    "form",
    {},
    leftOut > 0 && make("p", { class: "alert alert-warning" }, say("several.leftOut", { n: leftOut })),
    ...fields(kind, entries, draft, term),
    alert,
    formButtons(decisionName(kind), DANGEROUS.includes(kind) ? "danger" : "primary"),
  );
  const dialog = openDialog(title(kind, entries), [form]);
  const task = { page, kind, entries, decided, dialog, form, alert, draft };
  onSend(form, () => submit(task));
}

/** @param {string} kind @param {Entry[]} entries */
function title(kind, entries) {
  const [only] = entries;
  if (entries.length === 1 && only) return sayCode(kind, "one", { number: spell(only.number) });
  return sayCode(kind, "several", { n: entries.length });
}

/** @param {string} kind @param {Entry[]} entries @param {() => string} draft @param {string} [term] */
function fields(kind, entries, draft, term) {
  const list =
    entries.length > 1 && make("p", { class: "numbers" }, entries.map((entry) => spell(entry.number)).join(", "));
  const effect = make("p", { class: "effect", "aria-live": "polite" });
  const parts = [list, termChoice(kind, entries, term), effect, noteField(draft).element];
  const show = (/** @type {string} */ chosen) => {
    effect.textContent = effectOf(kind, entries, chosen);
  };
  const terms = parts[1];
  if (terms instanceof HTMLElement)
    terms.addEventListener("change", (event) => show(/** @type {HTMLInputElement} */ (event.target).value));
  show(chosenTerm(entries, term));
  return parts;
}

/** @param {string} kind @param {Entry[]} entries @param {string} [term] */
function termChoice(kind, entries, term) {
  if (!DECISIONS[kind]?.term) return null;
  return termField(sayCode(kind, "term"), termsFor(kind, entries), chosenTerm(entries, term));
}

/** Not every entry can be made permanent by extending it. @param {string} kind @param {Entry[]} entries */
function termsFor(kind, entries) {
  const all = entries.every((entry) => entry.may.includes("permanent"));
  return Object.keys(TERMS).filter((term) => term !== "permanent" || kind !== "extend" || all);
}

/** The term asked for at first: as given, as the flag asked, or the usual. @param {Entry[]} entries @param {string} [term] */
function chosenTerm(entries, term) {
  const asked = entries.length === 1 ? entries[0]?.term : "";
  return Object.keys(TERMS).find((one) => one === (term || asked)) ?? USUAL_TERM;
}

/** @param {string} kind @param {Entry[]} entries @param {string} term */
function effectOf(kind, entries, term) {
  if (!DECISIONS[kind]?.term) return sayCode(kind, "effect");
  if (term === "permanent") return say("effect.permanent");
  if (kind === "approve") return say("effect.until", { until: longTime(endOf(term)) });
  const end = entries[0]?.expires_at;
  return end ? say("effect.until", { until: longTime(endOf(term, new Date(end).getTime())) }) : "";
}

/** @typedef {{page: import("./types.js").Page, kind: string, entries: Entry[], decided: (entries: Entry[]) => void, dialog: HTMLDialogElement, form: HTMLFormElement, alert: HTMLElement, draft: () => string}} Task */

/** @param {Task} task */
async function submit(task) {
  task.form.ariaBusy = "true";
  task.alert.replaceChildren();
  try {
    await (task.entries.length === 1 ? decideOne(task) : decideAll(task));
  } catch (error) {
    showProblem(task, error);
  } finally {
    task.form.ariaBusy = "false";
  }
}

/** What the API wants to know. @param {Task} task @param {Entry} entry */
function body({ kind, form }, entry) {
  const answers = new FormData(form);
  const note = String(answers.get("note") ?? "").trim();
  return { version: entry.version, ...(DECISIONS[kind]?.term ? { term: String(answers.get("term")) } : {}), note };
}

/** @param {Task} task */
async function decideOne(task) {
  const [entry] = task.entries;
  if (!entry) return;
  const after = await task.page.api.decide(entry.number, task.kind, body(task, entry));
  finish(task, [after]);
  task.page.told.say(outcome(task.kind, after), takeBack(task.page, [after]));
}

/** @param {Task} task */
async function decideAll(task) {
  const results = await decideSeveral(task.page, task.kind, task.entries, (entry) => body(task, entry));
  // Where nothing came of it, the dialog stays, and the note with it.
  if (results.done.length + results.overtaken === 0) throw results.failed[0];
  finish(task, [...results.done, ...results.current]);
  const undo = results.done.length > 0 ? takeBack(task.page, results.done) : null;
  task.page.told.say(outcomes(task.kind, results), undo);
}

/** @param {Task} task @param {Entry[]} entries */
function finish(task, entries) {
  sessionStorage.removeItem(task.draft());
  for (const entry of entries) task.page.lists.put(entry);
  task.dialog.close();
  task.decided(entries);
}

/** The dialog stays, and what was typed; after a conflict the next try is about the entry as it now is. @param {Task} task @param {unknown} error */
function showProblem(task, error) {
  if (error instanceof Problem && error.entry) {
    const [seen] = task.entries;
    task.entries = [error.entry];
    task.page.lists.put(error.entry);
    task.alert.replaceChildren(conflictNote(error, error.entry, { seen, again: error.entry.may.includes(task.kind) }));
  } else {
    task.alert.replaceChildren(make("p", { class: "alert alert-danger" }, problemInWords(error)));
  }
}
