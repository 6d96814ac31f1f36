// The list of keyboard shortcuts.
import { openDialog } from "./dialogs.js";
import { button, make } from "./elements.js";
import { keysOn, switchKeys } from "./keys.js";
import { say } from "./words.js";

/** @type {[string[], import("./words.js").Word][]} */
const KEYS = [
  [["j", "k"], "keys.move"],
  [["x"], "keys.select"],
  [["Enter", "o"], "keys.open"],
  [["a"], "keys.approve"],
  [["e"], "keys.expire"],
  [["t"], "keys.extend"],
  [["u"], "keys.undo"],
  [["/"], "keys.search"],
  [["n"], "keys.add"],
  [["?"], "keys.help"],
  [["Esc"], "keys.back"],
  [["Ctrl Enter"], "keys.send"],
];

export function help() {
  const items = KEYS.map(([keys, word]) =>
    make("div", { class: "fact" }, make("dt", {}, ...caps(keys)), make("dd", {}, say(word))),
  );
  const box = make("input", { type: "checkbox", class: "form-check-input", checked: keysOn() });
  box.addEventListener("change", () => switchKeys(box.checked));
  const toggle = make("label", { class: "toggle" }, box, say("keys.on"));
  const close = button(say("close"), () => dialog.close(), { autofocus: true });
  const dialog = openDialog(say("keys"), [
    make("dl", { class: "facts" }, ...items),
    toggle,
    make("div", { class: "dialog-buttons" }, close),
  ]);
}

/** @param {string[]} keys */
function caps(keys) {
  return keys.flatMap((key, at) => [at > 0 ? " " : "", make("kbd", {}, key)]);
}
