// The page: who is signed in, which view the fragment asks for, and what stays the same around it.
import { add, mayAdd } from "./add.js";
import { Api } from "./api.js";
import { readConfig } from "./config.js";
import { button, make } from "./elements.js";
import { header } from "./header.js";
import { help } from "./help.js";
import { listen } from "./keys.js";
import { Lists } from "./lists.js";
import { failure, loading, watchNetwork } from "./problems.js";
import { Queue } from "./queue.js";
import { viewAt } from "./route.js";
import { Session } from "./session.js";
import { askToSignInAgain, signedOut } from "./signin.js";
import { keepTime } from "./times.js";
import { Told } from "./told.js";
import { chooseLanguage, say } from "./words.js";

/** @typedef {import("./types.js").Page} Page */
/** @typedef {import("./types.js").View} View */

const main = make("main", { id: "content", tabindex: -1 });
let bar = make("header");
/** @type {View | null} */
let view = null;

async function start() {
  chooseLanguage();
  document.body.replaceChildren(bar, main);
  main.replaceChildren(loading());
  try {
    const config = await readConfig();
    chooseLanguage(config.language);
    const session = new Session(config);
    if (await session.resume()) await begin(config, session);
  } catch (error) {
    giveUp(error);
  }
}

/** Says why there is no page. A reader who is signed in can sign in as another person. @param {unknown} error @param {Session} [session] */
function giveUp(error, session) {
  const element = failure(error, () => location.reload());
  if (session) element.append(button(say("signOut"), () => session.signOut()));
  document.title = say("name");
  main.replaceChildren(make("h1", {}, say("name")), element);
}

/** @param {import("./types.js").Config} config @param {Session} session */
async function begin(config, session) {
  if (await session.isOpen()) return enter(config, session);
  const signIn = async () => {
    await session.signIn();
    if (await session.user()) await enter(config, session);
  };
  const show = () => {
    document.title = say("name");
    replaceBar(header(null, show, () => {}));
    main.replaceChildren(signedOut(say("about"), signIn));
  };
  show();
}

/** @param {import("./types.js").Config} config @param {Session} session */
async function enter(config, session) {
  await work(config, session).catch((error) => giveUp(error, session));
}

/** Signed in: the page proper. @param {import("./types.js").Config} config @param {Session} session */
async function work(config, session) {
  const api = new Api(session, () => askToSignInAgain(session));
  const told = new Told();
  const me = await api.get("me");
  /** @type {Page} */
  const page = {
    config,
    session,
    api,
    me,
    told,
    lists: new Lists(api),
    reload: async () => view?.load(),
    changed: (entries) => view?.changed?.(entries),
  };
  const offline = watchNetwork(() => page.reload());
  main.before(offline);
  main.after(told.element);
  drawBar(page);
  addEventListener("hashchange", () => route(page).then(focusView));
  await route(page);
  listen(() => ({ ...(view?.keys ?? {}), ...everywhere(page) }));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && view instanceof Queue) view.comeBack();
  });
  keepTime();
}

/** @param {Page} page */
function drawBar(page) {
  const redraw = () => {
    drawBar(page);
    route(page);
  };
  replaceBar(header(page, redraw, () => page.session.signOut()));
}

/** @param {HTMLElement} next */
function replaceBar(next) {
  bar.replaceWith(next);
  bar = next;
}

/** @param {Page} page */
async function route(page) {
  const next = viewAt(page, location.hash);
  view = next;
  main.replaceChildren(next.element);
  document.title = `${next.title()} · ${say("name")}`;
  await next.load();
}

/** The keyboard goes where the view begins; in a list, to the row that was left. */
function focusView() {
  const current = view instanceof Queue ? view.list.current : "";
  const row = current && main.querySelector(`[data-number="${CSS.escape(current)}"] a.number`);
  const target = row || main.querySelector("h1");
  if (target instanceof HTMLElement) target.focus();
}

/** @param {Page} page @returns {{[key: string]: () => void}} */
function everywhere(page) {
  return {
    "/": () => document.getElementById("search")?.focus(),
    "?": help,
    u: () => page.told.undo(),
    n: () => mayAdd(page) && add(page),
  };
}

start();
