// Adding a number by hand.
import { Problem } from "./api.js";
import { conflictNote } from "./conflict.js";
import { closeAround, formButtons, noteField, onSend, openDialog, termField, USUAL_TERM } from "./dialogs.js";
import { draftOf } from "./drafts.js";
import { button, make } from "./elements.js";
import { addressOf, spell } from "./numbers.js";
import { standing, takeBack } from "./outcomes.js";
import { problemInWords } from "./problems.js";
import { DECISIONS, TERMS } from "./tables.js";
import { say, sayCode } from "./words.js";

/** Whether the reader may add numbers. @param {import("./types.js").Page} page */
export function mayAdd({ me }) {
  return Boolean(DECISIONS.add && me.may[DECISIONS.add.right]);
}

/** @param {import("./types.js").Page} page @param {string} [number] as typed */
export function add(page, number = "") {
  const field = make("input", {
    id: "add-number",
    name: "number",
    type: "tel",
    class: "form-control",
    required: true,
    autocomplete: "off",
  });
  field.value = number;
  const draft = () => draftOf("add", [field.value.trim()]);
  const label = make("div", { class: "field" }, make("label", { for: "add-number" }, say("number")), field);
  const alert = make("div", { role: "alert" });
  const terms = termField(say("approve.term"), Object.keys(TERMS), USUAL_TERM);
  const note = noteField(draft);
  const form = make("form", {}, label, terms, note.element, alert, formButtons(say("add"), "primary"));
  const dialog = openDialog(say("add.title"), [form]);
  /** @type {Task} */
  const task = { page, form, dialog, alert, draft, seen: null };
  field.addEventListener("change", note.takeUp);
  field.addEventListener("input", () => see(task, null));
  onSend(form, () => send(task));
}

/** @typedef {{page: import("./types.js").Page, form: HTMLFormElement, dialog: HTMLDialogElement, alert: HTMLElement, draft: () => string, seen: import("./types.js").Entry | null}} Task  `seen` is the ended entry that the reader has been shown */

/** @param {Task} task */
async function send(task) {
  const { page, form, dialog, alert, seen } = task;
  form.ariaBusy = "true";
  alert.replaceChildren();
  try {
    const version = seen ? { version: seen.version } : {};
    const body = { ...Object.fromEntries(new FormData(form)), ...version };
    if (!(await isMeant(task, body))) return;
    const entry = await page.api.post("entries", body);
    sessionStorage.removeItem(task.draft());
    dialog.close();
    added(page, entry);
  } catch (error) {
    see(task, overruled(error));
    alert.replaceChildren(refusal(error, form));
  } finally {
    form.ariaBusy = "false";
  }
}

/** What would be overruled; the button says so. @param {Task} task @param {import("./types.js").Entry | null} entry */
function see(task, entry) {
  if (!entry) task.alert.replaceChildren();
  task.seen = entry;
  const submit = task.form.querySelector("button[type=submit]");
  if (submit) submit.textContent = entry ? say("add.again") : say("add");
}

/** The entry that adding the number would overrule, now that it has been shown. @param {unknown} error */
function overruled(error) {
  const has = error instanceof Problem && (error.code === "has_entry" || error.code === "conflict");
  return has && error.entry?.may.includes("add") ? error.entry : null;
}

/**
 * Whether the number is to be denied although it is in no numbering plan or may be what withheld callers have; asks once.
 * @param {Task} task @param {{[name: string]: unknown}} body
 */
async function isMeant({ page, form, alert }, body) {
  const number = String(body.number);
  if (form.dataset.meant === number) return true;
  const { doubt } = await page.api.get(`explain/${encodeURIComponent(number)}`);
  if (!doubt) return true;
  const meant = () => {
    form.dataset.meant = number;
    form.requestSubmit();
  };
  const words = make("p", {}, sayCode("doubt", doubt));
  alert.replaceChildren(make("div", { class: "alert alert-danger" }, words, button(say("add.meant"), meant)));
  return false;
}

/** @param {import("./types.js").Page} page @param {import("./types.js").Entry} entry */
function added(page, entry) {
  page.lists.put(entry);
  page.told.say(standing(entry), takeBack(page, [entry]));
  const address = addressOf(entry.number);
  if (location.hash === address) page.reload();
  else location.hash = address;
}

/** @param {unknown} error @param {HTMLFormElement} form */
function refusal(error, form) {
  if (!(error instanceof Problem) || !error.entry) return inWords(error, form);
  const note = conflictNote(error, error.entry);
  const link = {
    href: addressOf(error.entry.number),
    click: (/** @type {Event} */ event) => closeAround(event.target),
  };
  note.append(make("p", {}, make("a", link, say("add.open"))));
  return note;
}

/** What was wrong, with the numbers that could be meant, to be chosen. @param {unknown} error @param {HTMLFormElement} form */
function inWords(error, form) {
  const readings = error instanceof Problem ? error.readings : [];
  const choices = readings.map((number) => button(spell(number), () => choose(form, number)));
  return make("div", { class: "alert alert-danger" }, make("p", {}, problemInWords(error)), ...choices);
}

/** @param {HTMLFormElement} form @param {string} number */
function choose(form, number) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("number"));
  field.value = number;
  field.focus();
  form.querySelector("[role=alert]")?.replaceChildren();
}
