// Dialogs: made when asked for, gone when closed. The browser gives the focus back to where it was.
import { button, freshId, make } from "./elements.js";
import { say } from "./words.js";

/** Characters, as the API counts them. */
const LONGEST_NOTE = 300;
const COUNTED_FROM = 60;

/**
 * @param {string} title
 * @param {import("./elements.js").Child[]} content
 * @param {import("./elements.js").Attributes} [attributes]
 */
export function openDialog(title, content, attributes = {}) {
  const id = freshId("title");
  const heading = make("h2", { id }, title);
  const dialog = make("dialog", { "aria-labelledby": id, ...attributes }, heading, ...content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  firstTyped(dialog)?.focus();
  return dialog;
}

/** Where typing begins: the first empty field for text, or else the last; a dialog that asks for none has none. @param {HTMLDialogElement} dialog */
function firstTyped(dialog) {
  const fields = [...dialog.querySelectorAll("input[type=tel], textarea")];
  const typed = fields.filter((field) => field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement);
  return typed.find((field) => field.value === "") ?? typed.at(-1);
}

/**
 * The buttons at the end of a dialog's form.
 * @param {string} submit
 * @param {string} tone "primary" or "danger"
 */
export function formButtons(submit, tone) {
  return make(
    "div",
    { class: "dialog-buttons" },
    button(say("cancel"), (event) => closeAround(event.target)),
    make("button", { type: "submit", class: `btn btn-${tone}` }, submit),
  );
}

/** @param {EventTarget | null} target */
export function closeAround(target) {
  if (target instanceof Element) target.closest("dialog")?.close();
}

/**
 * The note, kept as a draft until it is sent. What is too long is never cut: it is counted, said, and not sent.
 * @param {() => string} draft  where it waits
 */
export function noteField(draft) {
  const id = freshId("note");
  const look = { class: "form-control", autocomplete: "off", rows: 2, "aria-describedby": `${id}-hint ${id}-left` };
  const field = make("textarea", { id, name: "note", ...look });
  const left = make("p", { id: `${id}-left`, class: "hint" });
  const tooLong = make("p", { class: "too-long", role: "status" });
  let keptAs = draft();
  const show = () => {
    const over = [...field.value].length - LONGEST_NOTE;
    const objection = over > 0 ? say("note.tooLong", { n: over, most: LONGEST_NOTE }) : "";
    field.setCustomValidity(objection);
    tooLong.textContent = objection;
    left.textContent = over > -COUNTED_FROM && over <= 0 ? say("note.left", { n: -over }) : "";
  };
  const keepDraft = () => {
    sessionStorage.removeItem(keptAs);
    keptAs = draft();
    if (field.value) sessionStorage.setItem(keptAs, field.value);
  };
  /** What the note is about may have changed: what is typed goes with it, else its own draft is taken up. */
  const takeUp = () => {
    if (field.value) keepDraft();
    keptAs = draft();
    field.value = sessionStorage.getItem(keptAs) ?? "";
    show();
  };
  field.addEventListener("input", () => {
    keepDraft();
    show();
  });
  takeUp();
  const hint = make("p", { id: `${id}-hint`, class: "hint" }, say("note.hint"));
  const element = make("div", { class: "field" }, make("label", { for: id }, say("note")), field, left, tooLong, hint);
  return { element, takeUp };
}

/**
 * Sends a form: by its button, by Enter in a field of one line, and by Ctrl (or Cmd) and Enter in the note.
 * @param {HTMLFormElement} form
 * @param {() => void} send
 */
export function onSend(form, send) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.ariaBusy !== "true") send();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

export const USUAL_TERM = "30d";

/**
 * Terms to choose from, as buttons in a row.
 * @param {string} legend
 * @param {string[]} terms
 * @param {string} chosen
 */
export function termField(legend, terms, chosen) {
  const choices = terms.map((term) => termChoice(term, term === chosen));
  return make("fieldset", { class: "field terms" }, make("legend", {}, legend), ...choices);
}

/** @param {string} term @param {boolean} checked */
function termChoice(term, checked) {
  const id = freshId("term");
  const word = /** @type {import("./words.js").Word} */ (`term.${term}`);
  const radio = make("input", { type: "radio", name: "term", id, value: term, checked });
  return make("span", { class: "term" }, radio, make("label", { for: id }, say(word)));
}
