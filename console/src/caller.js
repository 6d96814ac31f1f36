// The caller of the contact in hand: what calls from the number meet now, who flagged it, and one's own flag of this call.
import { button, make } from "./elements.js";
import { flagButtons, flagForm } from "./flagging.js";
import { actorName, isolated, refusalInWords, spell } from "./numbers.js";
import { failure, loading, problemInWords } from "./problems.js";
import { statusName } from "./status.js";
import { longTime, shortTime, time } from "./times.js";
import { knows, say, sayCode } from "./words.js";

/** @typedef {import("./types.js").Call} Call */
/** @typedef {import("./types.js").FlagOfNumber} FlagOfNumber */

export class Caller {
  /** @param {import("./api.js").Api} api @param {string} contactId @param {() => void} changed  a flag was made, changed or taken back */
  constructor(api, contactId, changed) {
    this.api = api;
    this.contactId = contactId;
    this.changed = changed;
    this.head = make("div", {}, loading());
    this.said = make("p", { role: "status", class: "said", "data-testid": "said" });
    this.body = make("div", {
      input: () => {
        this.written = true;
      },
    });
    this.written = false;
    const look = { class: "caller", "data-testid": "caller", "data-contact": contactId };
    this.element = make("section", look, this.head, this.said, this.body);
    /** What is under way or failed, which a second press does not begin anew. @type {{intention: string, id: string} | null} */
    this.request = null;
  }

  async load() {
    this.busy(true);
    try {
      this.draw(await this.api.get(`agent/contacts/${encodeURIComponent(this.contactId)}`));
    } catch (error) {
      this.head.replaceChildren(failure(error, () => this.load()));
      this.body.replaceChildren();
    } finally {
      this.busy(false);
    }
  }

  /** The page around has news of the contact: reads it again, unless the agent is writing or a press is under way. */
  async hear() {
    if (!this.written && this.element.ariaBusy !== "true") await this.load();
  }

  /** @param {Call} call */
  draw(call) {
    const again = button(say("refresh"), () => this.load(), { class: "btn btn-quiet btn-sm" });
    this.head.replaceChildren(make("div", { class: "caller-head" }, heading(call), again), ...standing(call));
    this.body.replaceChildren(...this.choices(call), flags(call));
    this.written = false;
  }

  /** What the agent may do now. @param {Call} call */
  choices({ may, mine, categories, terms }) {
    const takeBack = button(say("withdraw"), () => this.withdraw(), { class: "btn btn-quiet btn-expire" });
    const back = may.includes("withdraw") ? [takeBack] : [];
    if (!may.includes("flag")) return back;
    if (!mine) return [flagButtons(categories, (category) => this.flag({ category })), ...back];
    return [flagForm(categories, terms, mine, (flag) => this.flag(flag), back)];
  }

  /** @param {{category: string, term?: string, reason?: string, warnings?: number}} flag */
  flag(flag) {
    return this.send(JSON.stringify(flag), "agent/flags", { contact_id: this.contactId, ...flag });
  }

  withdraw() {
    return this.send("withdraw", `agent/flags/${encodeURIComponent(this.contactId)}/withdraw`, {});
  }

  /** Once for each intention: who presses twice, or again after an answer got lost, means one thing. @param {string} intention @param {string} path @param {object} body */
  async send(intention, path, body) {
    if (this.element.ariaBusy === "true") return;
    if (this.request?.intention !== intention) this.request = { intention, id: crypto.randomUUID() };
    const { id } = this.request;
    this.busy(true);
    this.said.textContent = "";
    try {
      const call = await this.api.post(path, { ...body, request_id: id });
      this.request = null;
      this.draw(call);
      this.said.textContent = resultInWords(call);
      this.focus();
      this.changed();
    } catch (error) {
      this.said.textContent = problemInWords(error);
    } finally {
      this.busy(false);
    }
  }

  /** @param {boolean} busy */
  busy(busy) {
    this.element.ariaBusy = String(busy);
    for (const control of this.element.querySelectorAll("button")) control.disabled = busy;
  }

  /** The button that was pressed may be gone: the keyboard goes on where the new content begins. */
  focus() {
    const target = this.body.querySelector("h2") ?? this.head.querySelector("h1");
    target?.focus();
  }
}

/** @param {Call} call */
function heading({ number }) {
  return make(
    "h1",
    { tabindex: -1, class: "number", "data-number": number },
    number ? spell(number) : say("panel.caller"),
  );
}

/** What a call from the number meets now, and why there is nothing to flag. @param {Call} call */
function standing(call) {
  // What came of a press says itself why.
  const words = [call.number ? effect(call) : "", call.result ? "" : whyInWords(call.why)];
  if (call.dialled && call.dialled !== "no") words.push(say("panel.dialled"));
  if (!call.open) words.push(say("problem.contact_closed"));
  const tone = call.denied ? "explained-deny" : "explained-allow";
  return [make("div", { class: `explained ${tone}` }, ...words.filter(Boolean).map((word) => make("p", {}, word)))];
}

/** @param {{denied: boolean, status: string | null, until: string | null}} known */
export function effect({ denied, status, until }) {
  if (!status) return say("because.no_entry");
  if (!denied) return say("stands.taken", { status: statusName(status) });
  const values = { status: statusName(status), until: until ? longTime(until) : "" };
  return until ? say("stands.until", values) : say("stands.permanent", values);
}

/** @param {string} code */
function whyInWords(code) {
  return knows("why", code) ? sayCode("why", code) : refusalInWords(code);
}

/** @param {Call} call */
function resultInWords({ result, why }) {
  const words = sayCode("result", result ?? "");
  return result === "refused" ? `${words} ${whyInWords(why)}` : words;
}

/** @param {Call} call */
function flags({ flags, flag_count }) {
  if (flag_count === 0) return "";
  const title = make("h2", { tabindex: -1 }, say("panel.flags", { n: flag_count }));
  return make("div", { class: "flags" }, title, make("ul", { class: "flag-list" }, ...flags.map(flagLine)));
}

/** @param {FlagOfNumber} flag */
function flagLine(flag) {
  const by = flag.mine ? say("panel.you") : actorName(flag.by);
  const what = [flag.category ? sayCode("category", flag.category) : "", flag.term ? sayCode("term", flag.term) : ""];
  if (flag.withdrawn) what.push(say("panel.withdrawn"));
  const head = make("p", {}, isolated(by), " ", time(flag.at, shortTime));
  const told = make("p", { class: "hint" }, what.filter(Boolean).join(" · "));
  const reason = flag.reason ? make("p", { class: "quoted", dir: "auto" }, flag.reason) : null;
  return make("li", flag.withdrawn ? { class: "withdrawn" } : {}, head, told, reason);
}
