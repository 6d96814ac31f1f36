// One entry: what is known, what a call would meet, what happened, and what to do about it.
import { Problem } from "./api.js";
import { choices } from "./choices.js";
import { decide } from "./decisions.js";
import { make } from "./elements.js";
import { explanation } from "./explanation.js";
import { facts } from "./facts.js";
import { history as past } from "./history.js";
import { addressOf, spell } from "./numbers.js";
import { takeBack } from "./outcomes.js";
import { failure, loading } from "./problems.js";
import { badge } from "./rows.js";
import { statusName } from "./status.js";
import { say } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */

/** The workflow writes history a moment after the decision. */
const HISTORY_COMES_AFTER = [1500, 5000];

export class EntryView {
  /** @param {import("./types.js").Page} page @param {string} number */
  constructor(page, number) {
    this.page = page;
    this.number = number;
    /** @type {Entry | null} */
    this.entry = null;
    /** @type {string[]} what this person may do with the number now, as the API says */
    this.may = [];
    this.heading = make("h1", { tabindex: -1, class: "number", dir: "auto" }, spell(number));
    this.marks = make("span", { class: "marks" });
    this.body = make("div", { class: "entry-body" });
    this.past = make("div", { class: "entry-past" });
    const back = make("a", { href: this.backTo(), class: "back" }, say("back"));
    const columns = make("div", { class: "entry-columns" }, this.body, this.past);
    this.element = make(
      "article",
      { class: "entry", "data-testid": "entry", "data-number": number },
      back,
      make("div", { class: "entry-head" }, this.heading, this.marks),
      columns,
    );
    this.keys = this.shortcuts();
  }

  title() {
    return spell(this.number);
  }

  backTo() {
    const { shown } = this.page.lists;
    return shown === "PENDING" ? "#/" : `#/status/${shown}`;
  }

  async load() {
    this.element.ariaBusy = "true";
    if (!this.entry) this.body.replaceChildren(loading());
    try {
      await this.fetch();
    } catch (error) {
      if (error instanceof Problem && error.code === "unknown_number") return this.offerToAdd();
      this.past.replaceChildren();
      this.body.replaceChildren(failure(error, () => this.load()));
    } finally {
      this.element.ariaBusy = "false";
    }
  }

  async fetch() {
    const path = encodeURIComponent(this.number);
    const [record, explained] = await Promise.all([
      this.page.api.get(`entries/${path}`),
      this.page.api.get(`explain/${path}`),
    ]);
    this.entry = record.entry;
    this.may = record.entry ? record.entry.may : record.may;
    this.showNumber(record.number);
    this.showMarks();
    this.body.replaceChildren(explanation(explained), choices(this), facts(record, this.page.config));
    this.past.replaceChildren(past(record.history));
  }

  /** Looking the number up says what a call from it would meet, and offers to add it. */
  offerToAdd() {
    if (this.element.isConnected) location.replace(`#/find/${encodeURIComponent(this.number)}`);
  }

  /** The key that is decided on, whatever spelling led here. @param {string} number */
  showNumber(number) {
    if (number === this.number) return;
    this.number = number;
    this.heading.textContent = spell(number);
    this.element.dataset.number = number;
    if (!this.element.isConnected) return;
    history.replaceState(null, "", addressOf(number));
    document.title = `${this.title()} · ${say("name")}`;
  }

  showMarks() {
    const entry = this.entry;
    const status = entry && make("span", { class: "status" }, statusName(entry.status));
    this.marks.replaceChildren(...(entry && status ? [status, badge(entry)] : []));
  }

  /** @param {string} kind @param {string} [term] */
  decide(kind, term) {
    if (!this.may.includes(term ?? kind)) return;
    decide(
      this.page,
      kind,
      [this.entry ?? nothing(this.number)],
      (entries) => this.after(entries),
      term ? { term } : {},
    );
  }

  async undo() {
    if (this.entry) await takeBack(this.page, [this.entry])();
  }

  /** Something was taken back. @param {Entry[]} entries */
  changed(entries) {
    const mine = entries.filter((entry) => entry.number === this.number);
    if (mine.length > 0) this.after(mine);
  }

  /** Shows what came of a decision now, and its history when that has been written. @param {Entry[]} entries */
  async after([entry]) {
    if (entry) {
      this.entry = entry;
      this.may = entry.may;
    }
    if (!this.element.isConnected) return;
    this.showMarks();
    this.element.querySelector(".decisions")?.replaceWith(choices(this));
    this.heading.focus();
    await this.load();
    for (const wait of HISTORY_COMES_AFTER) setTimeout(() => this.loadHistory(), wait);
  }

  async loadHistory() {
    if (!this.element.isConnected) return;
    const record = await this.page.api.get(`entries/${encodeURIComponent(this.number)}`).catch(() => null);
    if (record) this.past.replaceChildren(past(record.history));
  }

  /** @returns {{[key: string]: () => void}} */
  shortcuts() {
    return {
      a: () => this.decide("approve"),
      e: () => this.decide("expire"),
      t: () => this.decide("extend"),
      Escape: () => {
        location.hash = this.backTo();
      },
    };
  }
}

/** What stands in for an entry that there is not: version 0. @param {string} number @returns {Entry} */
function nothing(number) {
  const texts = { expires_at: "", flagged_by: "", flagged_at: "", contact_id: "", reason: "", term: "", source: "" };
  const review = {
    category: "",
    dialled: "",
    reviewed_by: "",
    reviewed_at: "",
    note: "",
    refusal: "",
    country: "",
    number_type: "",
  };
  return { number, status: "", denied: false, version: 0, flag_count: 0, may: [], ...texts, ...review };
}
