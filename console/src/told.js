// The status line: says what happened, and takes it back on demand.
import { button, make } from "./elements.js";
import { problemInWords } from "./problems.js";
import { say } from "./words.js";

export class Told {
  constructor() {
    this.text = make("p", { role: "status", class: "told-text" });
    this.actions = make("div", { class: "told-actions" });
    this.element = make("div", { class: "told", "data-testid": "told" }, this.text, this.actions);
    /** @type {(() => Promise<void>) | null} */
    this.takeBack = null;
  }

  /** @param {string} words @param {(() => Promise<void>) | null} [takeBack] */
  say(words, takeBack = null) {
    this.text.textContent = words;
    this.takeBack = takeBack;
    const undo =
      takeBack && button(say("undo"), () => this.undo(), { class: "btn btn-told", "aria-keyshortcuts": "u" });
    const close = button("×", () => this.close(), { class: "btn btn-told btn-close-told", "aria-label": say("close") });
    this.actions.replaceChildren(...(undo ? [undo, close] : [close]));
    this.element.classList.toggle("told-shown", true);
  }

  /** Closed by hand: the keyboard goes back to the content. */
  close() {
    this.clear();
    document.querySelector("main")?.focus();
  }

  clear() {
    this.text.textContent = "";
    this.takeBack = null;
    this.actions.replaceChildren();
    this.element.classList.remove("told-shown");
  }

  /** Takes back what was told last; once. */
  async undo() {
    const takeBack = this.takeBack;
    if (!takeBack) return;
    this.takeBack = null;
    this.say(say("undo.going"));
    await takeBack().catch((error) => this.say(problemInWords(error)));
  }
}
