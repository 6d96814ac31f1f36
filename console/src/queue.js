// The list of one status: the queue of what waits, and what was decided.

import { chart } from "./chart.js";
import { decide } from "./decisions.js";
import { button, make } from "./elements.js";
import { addressOf } from "./numbers.js";
import { failure, loading } from "./problems.js";
import { columns, row } from "./rows.js";
import { empty, tabs, tools } from "./tools.js";
import { say, sayCode } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */

/** A list older than this is loaded again when somebody comes back to it. */
const STALE = 60_000;

export class Queue {
  /** @param {import("./types.js").Page} page @param {string} status */
  constructor(page, status) {
    this.page = page;
    this.list = page.lists.of(status);
    page.lists.shown = status;
    this.tools = make("div", { class: "tools" });
    this.body = make("div", { class: "queue-body", "data-testid": "queue" });
    this.element = make("div", { class: "queue" }, this.head(), tabs(status), this.tools, this.body);
    this.keys = this.shortcuts();
  }

  title() {
    const status = sayCode("status", this.list.status);
    return this.list.status === "PENDING" ? say("queue.title") : say("queue.others", { status });
  }

  head() {
    const about = make(
      "div",
      {},
      make("h1", { tabindex: -1 }, this.title()),
      make("p", { class: "hint" }, sayCode("hint", this.list.status)),
    );
    return make("div", { class: "queue-head" }, about, chart(this.page));
  }

  async load() {
    if (this.list.loaded) this.show();
    if (!this.list.loaded) await this.reload();
    else await this.comeBack();
  }

  async reload() {
    this.body.ariaBusy = "true";
    if (!this.list.loaded) this.body.replaceChildren(loading());
    const inside = this.body.contains(document.activeElement);
    try {
      await this.page.lists.load(this.list.status);
      this.show();
      if (inside) this.focus(this.place());
    } catch (error) {
      this.body.replaceChildren(failure(error, () => this.reload()));
    } finally {
      this.body.ariaBusy = "false";
    }
  }

  /** Loads the list anew for a reader who comes back after a while, unless they are in the middle of something. */
  async comeBack() {
    const { selected, cursor, loadedAt } = this.list;
    const engaged = selected.size > 0 || cursor !== null || document.querySelector("dialog[open]");
    if (!engaged && Date.now() - loadedAt > STALE) await this.reload();
  }

  async more() {
    this.body.ariaBusy = "true";
    const first = this.list.entries.length;
    try {
      await this.page.lists.more(this.list.status);
      this.show();
      this.focus(first);
    } catch (error) {
      this.body.append(failure(error, () => this.more()));
    } finally {
      this.body.ariaBusy = "false";
    }
  }

  /** Draws the list as it now is. */
  show() {
    this.showTools();
    if (this.list.entries.length === 0) return this.body.replaceChildren(empty(this));
    const rows = this.list.entries.map((entry) => row(this, entry));
    const table = make(
      "table",
      { class: "rows", role: "table" },
      columns(),
      make("tbody", { role: "rowgroup" }, ...rows),
    );
    table.setAttribute("aria-label", this.title());
    const more = this.list.cursor && button(say("more"), () => this.more(), { class: "btn btn-quiet more" });
    this.body.replaceChildren(table, ...(more ? [more] : []));
  }

  showTools() {
    const at = this.tools.contains(document.activeElement) ? document.activeElement?.getAttribute("aria-label") : null;
    this.tools.replaceChildren(...tools(this));
    // A reader who chose all rows by keyboard stays where they were.
    if (at) this.tools.querySelector("input")?.focus();
  }

  /** @param {string[]} numbers */
  choose(numbers) {
    this.list.selected = new Set(numbers);
    for (const box of this.body.querySelectorAll("input[type=checkbox][value]")) {
      if (box instanceof HTMLInputElement) box.checked = this.list.selected.has(box.value);
    }
    this.showTools();
  }

  /** @param {string} number */
  toggle(number) {
    const { selected } = this.list;
    this.choose(selected.has(number) ? [...selected].filter((other) => other !== number) : [...selected, number]);
  }

  /** Decides about the chosen rows, else about the one that the keyboard is at. @param {string} kind @param {Entry[]} [about] */
  decide(kind, about = this.subjects()) {
    const entries = about.filter((entry) => entry.may.includes(kind));
    const leftOut = about.length - entries.length;
    const first = about[0];
    const at = this.list.entries.findIndex((entry) => entry.number === first?.number);
    const decided = (/** @type {Entry[]} */ known) => {
      for (const { number } of known) this.list.selected.delete(number);
      this.after(at);
    };
    decide(this.page, kind, entries, decided, { leftOut });
  }

  subjects() {
    const chosen = this.list.chosen();
    const current = this.list.entries.find((entry) => entry.number === this.list.current);
    return chosen.length > 0 || !current ? chosen : [current];
  }

  /** After a decision the keyboard is at the row that has moved up. @param {number} at */
  after(at) {
    this.show();
    if (this.element.isConnected) this.focus(at);
    if (this.list.entries.length === 0 && this.list.cursor) this.reload();
  }

  /** Something was taken back: the keyboard goes to it, where it is listed here. @param {Entry[]} entries */
  changed(entries) {
    const at = this.list.entries.findIndex((listed) => entries.some((entry) => entry.number === listed.number));
    this.after(at < 0 ? this.place() : at);
  }

  /** @param {number} at */
  focus(at) {
    const links = this.links();
    const link = links[Math.max(0, Math.min(at, links.length - 1))];
    if (link) link.focus();
    else this.element.querySelector("h1")?.focus();
  }

  /** @returns {HTMLElement[]} */
  links() {
    return [...this.body.querySelectorAll("a.number")].filter((link) => link instanceof HTMLElement);
  }

  /** Where the keyboard is in the list; -1: not yet. */
  place() {
    return this.list.entries.findIndex((entry) => entry.number === this.list.current);
  }

  /** @param {number} step */
  move(step) {
    const at = this.place();
    this.focus(at < 0 ? 0 : at + step);
  }

  shortcuts() {
    return {
      j: () => this.move(1),
      k: () => this.move(-1),
      x: () => this.list.current && this.toggle(this.list.current),
      o: () => this.open(),
      Enter: () => this.open(),
      a: () => this.decide("approve"),
      e: () => this.decide("expire"),
      t: () => this.decide("extend"),
      Escape: () => this.choose([]),
    };
  }

  open() {
    if (this.list.current) location.hash = addressOf(this.list.current);
  }
}
