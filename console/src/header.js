// The bar at the top: what this is, looking up and adding numbers, language, help, and who is signed in.
import { add, mayAdd } from "./add.js";
import { button, draw, make } from "./elements.js";
import { help } from "./help.js";
import { LANGUAGES, language, saveLanguage, say } from "./words.js";

/** @param {import("./types.js").Page | null} page null: nobody is signed in @param {() => void} redraw @param {() => void} signOut */
export function header(page, redraw, signOut) {
  const skip = make("a", { href: "#content", class: "skip", click: skipToContent }, say("skip"));
  const name = make("a", { href: "#/", class: "brand" }, mark(), say("name"));
  const parts = page ? [search(), ...(mayAdd(page) ? [addButton(page)] : [])] : [];
  const shortcuts =
    page && button("?", help, { class: "btn btn-bar help", "aria-label": say("keys"), "aria-keyshortcuts": "?" });
  const who = page
    ? [make("span", { class: "who" }, page.me.name), button(say("signOut"), signOut, { class: "btn btn-bar" })]
    : [];
  const end = make("div", { class: "bar-end" }, shortcuts, languages(redraw), ...who);
  return make("header", { class: "bar" }, skip, name, ...parts, end);
}

/** The fragment is the view's, so the link must not change it. @param {Event} event */
function skipToContent(event) {
  event.preventDefault();
  document.querySelector("main")?.focus();
}

export function mark() {
  const circle = draw("circle", { cx: 8, cy: 8, r: 6, class: "mark" });
  return draw(
    "svg",
    { viewBox: "0 0 16 16", class: "logo", "aria-hidden": "true" },
    circle,
    draw("path", { d: "M4 12 12 4", class: "mark" }),
  );
}

function search() {
  const field = make("input", {
    type: "search",
    id: "search",
    class: "form-control",
    required: true,
    autocomplete: "off",
    inputmode: "tel",
  });
  field.setAttribute("aria-label", say("search"));
  field.setAttribute("aria-keyshortcuts", "/");
  field.placeholder = say("search.hint");
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (field.value.trim()) location.hash = `#/find/${encodeURIComponent(field.value.trim())}`;
  };
  const go = make("button", { type: "submit", class: "btn btn-bar" }, say("search.go"));
  return make("form", { role: "search", class: "search", submit }, field, go);
}

/** @param {import("./types.js").Page} page */
function addButton(page) {
  return button(say("add"), () => add(page), {
    class: "btn btn-bar add",
    "aria-label": say("add.title"),
    "aria-keyshortcuts": "n",
  });
}

/** @param {() => void} redraw */
export function languages(redraw) {
  const options = Object.entries(LANGUAGES).map(([code, { name }]) =>
    make("option", { value: code, lang: code, selected: code === language() }, name),
  );
  const choice = make("select", { class: "form-select language", "aria-label": say("language") }, ...options);
  choice.addEventListener("change", () => {
    saveLanguage(choice.value);
    redraw();
    document.querySelector("select.language") instanceof HTMLElement &&
      /** @type {HTMLElement} */ (document.querySelector("select.language")).focus();
  });
  return choice;
}
