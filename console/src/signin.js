// The page before sign-in, and the dialog when a session has ended.
import { openDialog } from "./dialogs.js";
import { button, make } from "./elements.js";
import { Blocked } from "./popup.js";
import { framed } from "./session.js";
import { say } from "./words.js";

/**
 * Goes nowhere by itself: those who check links with a browser must not arrive at a sign-in page.
 * @param {string} about  what this page is
 * @param {() => Promise<void>} signIn
 */
export function signedOut(about, signIn) {
  const going = make("p", { role: "status", class: "hint" });
  const alert = make("p", { role: "alert", class: "problem" });
  const go = () => {
    going.textContent = framed ? say("signIn.going") : "";
    alert.textContent = "";
    signIn().catch((error) => {
      going.textContent = "";
      alert.textContent = problem(error);
    });
  };
  return make(
    "section",
    { class: "signed-out", "data-testid": "signed-out" },
    make("h1", {}, say("name")),
    make("p", {}, about),
    button(say("signIn"), go, { class: "btn btn-primary btn-lg" }),
    going,
    alert,
  );
}

/** @param {unknown} error */
function problem(error) {
  return error instanceof Blocked ? say("signIn.blocked", { origin: location.origin }) : say("signIn.failed");
}

/**
 * Asks to sign in again in a pop-up, so that the view and what is being typed stay.
 * @param {import("./session.js").Session} session
 * @returns {Promise<boolean>} true when the same person is signed in again
 */
export async function askToSignInAgain(session) {
  const before = (await session.user())?.profile.sub;
  const { promise, resolve } = /** @type {PromiseWithResolvers<boolean>} */ (Promise.withResolvers());
  const alert = make("p", { role: "alert", class: "problem" });
  const here = button(say("signIn.here"), () => session.signInHere(), { hidden: framed });
  const again = async () => {
    try {
      await session.signInByPopup();
      const after = (await session.user())?.profile.sub;
      // Somebody else may see other things: start afresh.
      if (before && after !== before) return location.reload();
      resolve(true);
      dialog.close();
    } catch (error) {
      alert.textContent = problem(error);
    }
  };
  const later = button(say("later"), () => dialog.close());
  const go = button(say("signIn.again"), again, { class: "btn btn-primary", autofocus: !framed });
  const buttons = make("div", { class: "dialog-buttons" }, later, here, go);
  const dialog = openDialog(say("session.title"), [make("p", {}, say("session.ended")), alert, buttons], {
    "data-testid": "session-ended",
  });
  dialog.addEventListener("close", () => resolve(false));
  return promise;
}
