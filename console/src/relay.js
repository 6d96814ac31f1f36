// The window between a frame and the sign-in page; popup.js says why. It opens the sign-in page in a second window, hears from
// that one by BroadcastChannel (or from its opener, where that is left), and passes the answer on to the frame.
import { button, make } from "./elements.js";
import { FEATURES } from "./popup.js";
import { chooseLanguage, say, speak } from "./words.js";

const frame = /** @type {Window | null} */ (window.opener);

/** Only the frame that opened this window says where to sign in. @param {MessageEvent} event */
function hear({ origin, source, data }) {
  if (origin === location.origin && source === frame && data.signIn) offer(data);
}

/** A second window needs a press of its own. @param {{signIn: string, state: string, language: string}} asked */
function offer({ signIn, state, language }) {
  speak(language);
  const alert = make("p", { role: "alert", class: "problem" });
  const go = () => {
    const opened = window.open(signIn, "_blank", FEATURES);
    alert.textContent = opened ? "" : say("signIn.blocked", { origin: location.origin });
    if (opened) listen(state, opened);
  };
  const open = button(say("signIn.open"), go, { class: "btn btn-primary btn-lg", autofocus: true });
  show(make("p", {}, say("signIn.relay")), open, alert);
}

/** As oidc-client-ts tells, in the window that the sign-in page goes back to. @param {string} state @param {Window} opened */
function listen(state, opened) {
  const pass = (/** @type {MessageEvent} */ { origin, data }) => {
    if (origin !== location.origin || new URL(data.url ?? "", origin).searchParams.get("state") !== state) return;
    frame?.postMessage({ answer: data.url }, location.origin);
    opened.close();
    window.close();
  };
  new BroadcastChannel(`oidc-client-popup-${state}`).addEventListener("message", pass);
  addEventListener("message", pass);
}

/** @param {...HTMLElement} content */
function show(...content) {
  document.title = say("signIn");
  const section = make("section", { class: "signed-out" }, make("h1", {}, say("signIn")), ...content);
  document.body.replaceChildren(make("main", {}, section));
}

chooseLanguage();
show(make("p", {}, say(frame ? "loading" : "relay.alone")));
addEventListener("message", hear);
frame?.postMessage({ ready: true }, location.origin);
