// The agents' panel: who may use it, which call it is about, and what surrounds that.
import { Api } from "./api.js";
import { Caller } from "./caller.js";
import { readConfig } from "./config.js";
import { button, make } from "./elements.js";
import { languages, mark } from "./header.js";
import { listenToHost } from "./host.js";
import { LookUp } from "./lookup.js";
import { Mine } from "./mine.js";
import { failure, loading, notice } from "./problems.js";
import { Session } from "./session.js";
import { askToSignInAgain, signedOut } from "./signin.js";
import { chooseLanguage, say } from "./words.js";

/** @typedef {{element: HTMLElement, load: () => Promise<void>, hear?: () => Promise<void>}} View */

const main = make("main", { tabindex: -1 });
let bar = make("header");
/** What the host has said: null is nothing yet, "" is no contact. @type {string | null} */
let contact = null;
let alone = false;
let show = () => {};
/** @type {View | null} */
let view = null;

async function start() {
  chooseLanguage();
  document.body.replaceChildren(bar, main);
  main.replaceChildren(loading());
  try {
    const config = await readConfig();
    chooseLanguage(config.language);
    listenToHost(config.panelOrigins, take, () => {
      alone = true;
      show();
    });
    const session = new Session(config);
    if (await session.isOpen()) await work(session);
    else signOutside(session);
  } catch (error) {
    main.replaceChildren(failure(error, () => location.reload()));
  }
}

/** The same contact once more: something has happened to it. @param {string} contactId */
function take(contactId) {
  if (contactId === contact) return view?.hear?.();
  contact = contactId;
  show();
}

/** @param {Session} session */
function signOutside(session) {
  const signIn = async () => {
    await session.signInByPopup();
    await work(session);
  };
  const draw = () => {
    drawBar(draw);
    main.replaceChildren(signedOut(say("panel.about"), signIn));
  };
  draw();
}

/** Signed in. @param {Session} session */
async function work(session) {
  const api = new Api(session, () => askToSignInAgain(session));
  const profile = (await session.user())?.profile;
  const name = String(profile?.["cognito:username"] ?? profile?.preferred_username ?? profile?.email ?? "");
  show = () => {
    drawBar(show, name, () => session.signOut());
    const mine = new Mine(api);
    view = viewOf(api, mine);
    main.replaceChildren(...(view ? [view.element, mine.element] : [loading()]));
    view?.load();
  };
  show();
}

/** @param {Api} api @param {Mine} mine @returns {View | null} null: it is not known yet whether there is a host */
function viewOf(api, mine) {
  if (contact) return new Caller(api, contact, () => mine.changed());
  if (contact === "") return { element: notice(say("panel.idle")), load: async () => {} };
  return alone ? new LookUp(api) : null;
}

/** @param {() => void} redraw @param {string} [name] @param {() => void} [signOut]  for whoever is signed in */
function drawBar(redraw, name, signOut) {
  document.title = say("name");
  const brand = make("span", { class: "brand", "aria-label": say("name"), role: "img" }, mark());
  const who = make("span", { class: "who" }, name);
  const end = signOut && button(say("signOut"), signOut, { class: "btn btn-bar" });
  const next = make("header", { class: "bar" }, brand, who, languages(redraw), end);
  bar.replaceWith(next);
  bar = next;
}

start();
