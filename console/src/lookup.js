// Without a call beside it the panel looks a number up, and flags nothing.

import { effect } from "./caller.js";
import { make } from "./elements.js";
import { spell } from "./numbers.js";
import { problemInWords } from "./problems.js";
import { say } from "./words.js";

export class LookUp {
  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.api = api;
    this.field = make("input", { type: "tel", class: "form-control", required: true, autocomplete: "off" });
    this.field.setAttribute("aria-label", say("search"));
    this.field.placeholder = say("search.hint");
    this.found = make("div", { role: "status", "data-testid": "found" });
    const go = make("button", { type: "submit", class: "btn btn-primary" }, say("search.go"));
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.look();
    };
    const form = make("form", { role: "search", class: "look-up", submit }, this.field, go);
    const words = make("p", {}, say("panel.alone"));
    this.element = make("section", { "data-testid": "alone" }, make("h1", {}, say("search")), words, form, this.found);
  }

  async load() {
    this.field.focus();
  }

  async look() {
    this.found.ariaBusy = "true";
    try {
      const typed = encodeURIComponent(this.field.value.trim());
      const known = await this.api.get(`agent/numbers/${typed}`);
      this.found.replaceChildren(make("h2", { class: "number" }, spell(known.number)), make("p", {}, effect(known)));
    } catch (error) {
      this.found.replaceChildren(make("p", {}, problemInWords(error)));
    } finally {
      this.found.ariaBusy = "false";
    }
  }
}
