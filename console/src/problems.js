// What went wrong, in words; and the notices that stand in for content.
import { Problem, SessionEnded, Unreachable } from "./api.js";
import { button, make } from "./elements.js";
import { knows, say, sayCode } from "./words.js";

/** @param {unknown} error */
export function problemInWords(error) {
  if (error instanceof SessionEnded) return say("session.ended");
  if (error instanceof Unreachable) return navigator.onLine ? say("error.unreachable") : say("error.offline");
  if (!(error instanceof Problem)) return unexpected(error);
  if (error.code === "unavailable") return say("problem.unavailable", { n: error.retryAfter || 5 });
  if (error.errors.length > 0) return [...new Set(error.errors.map(fieldInWords))].join(" ");
  if (knows("problem", error.code)) return sayCode("problem", error.code);
  return say("error.other", { status: String(error.status) });
}

/** A fault of this page. It goes into the browser's log, too. @param {unknown} error */
function unexpected(error) {
  console.error(error);
  return say("error.other", { status: String(error) });
}

/** What is wrong with a field that people fill in. @param {{field: string}} found */
function fieldInWords({ field }) {
  return knows("invalid", field) ? sayCode("invalid", field) : say("problem.invalid");
}

/** A message in place of content, with something to do about it. @param {string} words @param {HTMLElement[]} actions */
export function notice(words, ...actions) {
  return make("div", { class: "notice" }, make("p", {}, words), make("div", { class: "notice-actions" }, ...actions));
}

/** Content that could not be had. @param {unknown} error @param {() => void} retry */
export function failure(error, retry) {
  if (error instanceof Problem && error.code === "group") return noGroup();
  const element = notice(problemInWords(error), button(say("retry"), retry));
  element.setAttribute("role", "alert");
  return element;
}

/** Signed in, but in none of the groups. */
function noGroup() {
  const groups = /** @type {const} */ (["viewers", "reviewers", "admins"]);
  const items = groups.flatMap((group) => [make("dt", {}, group), make("dd", {}, say(`group.${group}`))]);
  return make("div", { class: "notice", role: "alert" }, make("p", {}, say("group.none")), make("dl", {}, ...items));
}

/** Stands in while something loads. */
export function loading() {
  return make("p", { class: "loading" }, say("loading"));
}

/** Says that the network is gone; `online` loads the view again. @param {() => void} retry */
export function watchNetwork(retry) {
  const element = make("p", { class: "offline", "data-testid": "offline", role: "status" });
  const show = () => {
    element.textContent = navigator.onLine ? "" : say("error.offline");
  };
  addEventListener("offline", show);
  addEventListener("online", () => {
    show();
    retry();
  });
  show();
  return element;
}
