// One's last flags, and what became of them; read when they are opened, and again when one is made or taken back.
import { make } from "./elements.js";
import { spell } from "./numbers.js";
import { loading, problemInWords } from "./problems.js";
import { shortTime, time } from "./times.js";
import { knows, say, sayCode } from "./words.js";

export class Mine {
  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.api = api;
    this.body = make("div", {});
    const summary = make("summary", {}, say("panel.last"));
    this.element = make(
      "details",
      { class: "mine", "data-testid": "mine", toggle: () => this.changed() },
      summary,
      this.body,
    );
  }

  changed() {
    if (this.element.open) this.load();
  }

  async load() {
    this.element.ariaBusy = "true";
    if (!this.body.firstChild) this.body.replaceChildren(loading());
    try {
      const { flags } = await this.api.get("agent/flags");
      const list = make("ul", { class: "flag-list" }, ...flags.map(line));
      this.body.replaceChildren(flags.length > 0 ? list : make("p", { class: "hint" }, say("panel.last.none")));
    } catch (error) {
      this.body.replaceChildren(make("p", { role: "alert" }, problemInWords(error)));
    } finally {
      this.element.ariaBusy = "false";
    }
  }
}

/** @param {import("./types.js").LastFlag} flag */
function line({ number, at, category, term, event, denied, until }) {
  const became = sayCode("event", knows("event", event) ? event : "other");
  const badge = make(
    "span",
    { class: `badge badge-${denied ? "denied" : "taken"}` },
    say(denied ? "denied.yes" : "denied.no"),
  );
  const head = make("p", {}, make("span", { class: "number" }, spell(number)), " ", badge);
  const what = [category ? sayCode("category", category) : "", term ? sayCode("term", term) : ""];
  const told = make("p", { class: "hint" }, time(at, shortTime), ` · ${what.filter(Boolean).join(" · ")}`);
  const end = denied && until ? ` ${say("effect.until", { until: shortTime(until) })}` : "";
  return make("li", {}, head, told, make("p", {}, `${became}${end}`));
}
