// Adding a number by hand.
import { Problem } from "./api.js";
import { conflictNote } from "./conflict.js";
import { closeAround, formButtons, noteField, openDialog, termField } from "./dialogs.js";
import { draftOf } from "./drafts.js";
import { make } from "./elements.js";
import { standing, takeBack } from "./outcomes.js";
import { problemInWords } from "./problems.js";
import { say } from "./words.js";

const DRAFT = draftOf("add");
const USUAL_TERM = "30d";

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
  const label = make("div", { class: "field" }, make("label", { for: "add-number" }, say("number")), field);
  const alert = make("div", { role: "alert" });
  const terms = termField(say("approve.term"), page.config.terms, USUAL_TERM);
  const form = make("form", {}, label, terms, noteField(DRAFT), alert, formButtons(say("add"), "primary"));
  const dialog = openDialog(say("add.title"), [form]);
  if (!number) field.focus();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.ariaBusy !== "true") send(page, form, dialog, alert);
  });
}

/** @param {import("./types.js").Page} page @param {HTMLFormElement} form @param {HTMLDialogElement} dialog @param {HTMLElement} alert */
async function send(page, form, dialog, alert) {
  form.ariaBusy = "true";
  alert.replaceChildren();
  try {
    const entry = await page.api.post("entries", Object.fromEntries(new FormData(form)));
    sessionStorage.removeItem(DRAFT);
    dialog.close();
    added(page, entry);
  } catch (error) {
    alert.replaceChildren(refusal(error));
  } finally {
    form.ariaBusy = "false";
  }
}

/** @param {import("./types.js").Page} page @param {import("./types.js").Entry} entry */
function added(page, entry) {
  page.lists.put(entry);
  page.told.say(standing(entry), takeBack(page, [entry]));
  const address = `#/entries/${entry.number}`;
  if (location.hash === address) page.reload();
  else location.hash = address;
}

/** @param {unknown} error */
function refusal(error) {
  if (!(error instanceof Problem) || !error.entry)
    return make("p", { class: "alert alert-danger" }, problemInWords(error));
  const note = conflictNote(error, error.entry);
  const link = {
    href: `#/entries/${error.entry.number}`,
    click: (/** @type {Event} */ event) => closeAround(event.target),
  };
  note.append(make("p", {}, make("a", link, say("add.open"))));
  return note;
}
