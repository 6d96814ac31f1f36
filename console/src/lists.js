// The entries seen so far, one list for each status, so that going back shows the list as it was left.

import { isOpen, TABS } from "./status.js";

/** @typedef {import("./types.js").Entry} Entry */

const PAGE_SIZE = 50;

export class List {
  /** @param {string} status */
  constructor(status) {
    this.status = status;
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {string | null} */
    this.cursor = null;
    this.loaded = false;
    this.loadedAt = 0;
    /** @type {Set<string>} numbers */
    this.selected = new Set();
    /** the number that the keyboard is at */
    this.current = "";
  }

  chosen() {
    return this.entries.filter((entry) => this.selected.has(entry.number));
  }

  /** @param {string} number */
  remove(number) {
    this.entries = this.entries.filter((entry) => entry.number !== number);
    this.selected.delete(number);
  }

  /** Puts an entry where the API would list it, unless that is on a page not loaded yet. @param {Entry} entry */
  insert(entry) {
    const last = this.entries.at(-1);
    if (this.cursor && last && this.compare(entry, last) > 0) return;
    this.take([...this.entries, entry]);
  }

  /** In the API's order, and within one second always in the same, however entries came. @param {Entry[]} entries */
  take(entries) {
    this.entries = entries.toSorted((one, other) => this.compare(one, other));
  }

  /** The longest waiting entry comes first. As DynamoDB compares: by code, not as a language sorts. @param {Entry} one @param {Entry} other */
  compare(one, other) {
    const direction = isOpen(this) ? 1 : -1;
    return direction * (byCode(one.flagged_at, other.flagged_at) || byCode(one.number, other.number));
  }

  /** @param {Entry} entry */
  replace(entry) {
    this.entries = this.entries.map((other) => (other.number === entry.number ? entry : other));
  }
}

export class Lists {
  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.api = api;
    this.lists = new Map(TABS.map((status) => [status, new List(status)]));
    /** @type {string} the one last shown */
    this.shown = "PENDING";
  }

  /** @param {string} status */
  of(status) {
    return /** @type {List} */ (this.lists.get(status));
  }

  /** The first page, anew. @param {string} status */
  async load(status) {
    const list = this.of(status);
    const page = await this.fetch(status, null);
    list.take(page.entries);
    list.cursor = page.cursor;
    list.loaded = true;
    list.loadedAt = Date.now();
    const numbers = new Set(page.entries.map((entry) => entry.number));
    list.selected = new Set([...list.selected].filter((number) => numbers.has(number)));
  }

  /** The next page. @param {string} status */
  async more(status) {
    const list = this.of(status);
    const page = await this.fetch(status, list.cursor);
    const known = new Set(list.entries.map((entry) => entry.number));
    list.take([...list.entries, ...page.entries.filter((entry) => !known.has(entry.number))]);
    list.cursor = page.cursor;
  }

  /** @param {string} status @param {string | null} cursor @returns {Promise<import("./types.js").EntryPage>} */
  fetch(status, cursor) {
    const query = new URLSearchParams({ status, limit: String(PAGE_SIZE), ...(cursor ? { cursor } : {}) });
    return this.api.get(`entries?${query}`);
  }

  /** Takes over what became of an entry. @param {Entry} entry */
  put(entry) {
    for (const list of this.lists.values()) {
      const listed = list.entries.some((other) => other.number === entry.number);
      if (list.status !== entry.status) list.remove(entry.number);
      else if (listed) list.replace(entry);
      else if (list.loaded) list.insert(entry);
    }
  }
}

/** @param {string} one @param {string} other */
function byCode(one, other) {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
