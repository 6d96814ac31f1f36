// Looking a number up, as somebody typed it.
import { add, mayAdd } from "./add.js";
import { Problem } from "./api.js";
import { button, make } from "./elements.js";
import { sentence } from "./explanation.js";
import { addressOf, spell } from "./numbers.js";
import { failure, loading, notice } from "./problems.js";
import { say } from "./words.js";

export class Find {
  /** @param {import("./types.js").Page} page @param {string} typed */
  constructor(page, typed) {
    this.page = page;
    this.typed = typed;
    this.body = make("div", {}, loading());
    this.element = make("section", { class: "find" }, make("h1", { tabindex: -1 }, this.title()), this.body);
    this.keys = { Escape: () => history.back() };
  }

  title() {
    return say("find.title", { number: spell(this.typed) });
  }

  async load() {
    this.body.ariaBusy = "true";
    try {
      await this.look();
    } catch (error) {
      this.body.replaceChildren(failure(error, () => this.load()));
    } finally {
      this.body.ariaBusy = "false";
    }
  }

  /** What is known is opened, in place of this view; else what a call would meet, and the offer to add the number. */
  async look() {
    const typed = encodeURIComponent(this.typed);
    const { entries } = await this.page.api.get(`entries?number=${typed}`);
    const explained = await this.page.api.get(`explain/${typed}`);
    const known = entries[0]?.number ?? (await this.remembered(explained.number));
    if (!this.element.isConnected) return;
    if (known) location.replace(addressOf(known));
    else
      this.body.replaceChildren(
        notice(sentence(explained), ...explained.readings.map(reading), ...this.offer(explained.number)),
      );
  }

  /** The number, if there is a history of it though its entry is gone. @param {string} number */
  async remembered(number) {
    if (!number) return "";
    const record = await this.page.api.get(`entries/${encodeURIComponent(number)}`).catch(nothingKnown);
    return record ? number : "";
  }

  /** @param {string} number "" when it is none */
  offer(number) {
    const all = make("a", { href: "#/", class: "btn btn-quiet" }, say("back"));
    if (!number || !mayAdd(this.page)) return [all];
    return [button(say("add.this"), () => add(this.page, number), { class: "btn btn-primary" }), all];
  }
}

/** One of the numbers that could be meant, to be looked up. @param {string} number */
function reading(number) {
  return make("a", { href: `#/find/${encodeURIComponent(number)}`, class: "btn btn-primary" }, spell(number));
}

/** @param {unknown} error */
export function nothingKnown(error) {
  if (error instanceof Problem && error.code === "unknown_number") return null;
  throw error;
}
