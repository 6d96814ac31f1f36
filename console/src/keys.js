// Keyboard shortcuts. They rest while one types, in dialogs, and when switched off (single keys disturb speech input).
import { keep, kept } from "./kept.js";

const SAVED = "deny-list.keys";

export function keysOn() {
  return kept(SAVED) !== "off";
}

/** @param {boolean} on */
export function switchKeys(on) {
  keep(SAVED, on ? "on" : "off");
}

/** @param {() => {[key: string]: () => void}} keys  what the keys do at present */
export function listen(keys) {
  document.addEventListener("keydown", (event) => {
    const act = keys()[keyOf(event)];
    if (!act || resting(event)) return;
    event.preventDefault();
    act();
  });
}

/**
 * The shortcut's name of a key: the sign it writes, where that is Latin; else the one that is in its place on a Latin
 * keyboard, as while it writes Hangul (also by an input method, which calls every key "Process") or Cyrillic.
 * @param {KeyboardEvent} event
 */
function keyOf({ key, code, shiftKey }) {
  const isLatin = /^[\x20-\x7e]$/.test(key);
  if (isLatin) return shiftKey ? key : key.toLowerCase();
  const isNamed = key.length > 1 && key !== "Process" && key !== "Unidentified" && key !== "Dead";
  if (isNamed) return key;
  if (code === "Slash") return shiftKey ? "?" : "/";
  const letter = code.match(/^Key([A-Z])$/)?.[1]?.toLowerCase();
  return letter && !shiftKey ? letter : key;
}

/** @param {KeyboardEvent} event */
function resting(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return true;
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  if (typedInto(target)) return true;
  if (event.key === "Enter") return target.closest("a, button, summary, input, select") !== null;
  return event.key !== "Escape" && !keysOn();
}

/**
 * A dialog just closed keeps the focus until the browser takes it away: keys are not taken for a field that is not shown.
 * @param {HTMLElement} target
 */
function typedInto(target) {
  if (!target.checkVisibility()) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input:not([type=checkbox], [type=radio], [type=button])");
}
