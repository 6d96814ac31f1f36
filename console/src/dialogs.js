// Dialogs: made when asked for, gone when closed. The browser gives the focus back to where it was.
import { button, freshId, make } from "./elements.js";
import { say } from "./words.js";

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
  return dialog;
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

/** The note, one line as history and alerts have it; kept as a draft until it is sent. @param {string} draft */
export function noteField(draft) {
  const id = freshId("note");
  const look = { class: "form-control", autocomplete: "off", maxlength: 300, "aria-describedby": `${id}-hint` };
  const field = make("input", { id, name: "note", ...look });
  field.value = sessionStorage.getItem(draft) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(draft, field.value));
  const hint = make("p", { id: `${id}-hint`, class: "hint" }, say("note.hint"));
  return make("div", { class: "field" }, make("label", { for: id }, say("note")), field, hint);
}

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
  const radio = make("input", { type: "radio", name: "term", id, value: term, checked, autofocus: checked });
  return make("span", { class: "term" }, radio, make("label", { for: id }, say(word)));
}
