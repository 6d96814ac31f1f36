// Signing in from a frame. Sign-in pages refuse frames, and many of them cut their window off from the one that opened it
// (Cross-Origin-Opener-Policy). A frame of another site shares no BroadcastChannel with that window either. So the frame
// opens the relay: a window of its own origin, which keeps its opener and shares a channel with the window of the sign-in.
import { language } from "./words.js";

const NAME = "deny-list-sign-in";
export const FEATURES = "popup,width=480,height=680";

/** The browser, or the page around the frame, let no window open. */
export class Blocked extends Error {}

/** What oidc-client-ts opens in place of a pop-up of its own; relay.js is at the other end. */
export class RelayNavigator {
  constructor() {
    this.attempt = new AbortController();
  }

  /** The window of a former attempt has the same name and serves the new one, so the former listens no more. */
  async prepare() {
    this.attempt.abort();
    this.attempt = new AbortController();
    const { signal } = this.attempt;
    const relay = window.open("relay", NAME, FEATURES);
    if (!relay) throw new Blocked();
    return {
      /** @param {{url: string, state?: string}} request */
      navigate: (request) => ask(relay, request, signal),
      close: () => relay.close(),
    };
  }

  /** Never asked of a frame: the sign-in page goes back to a window of its own. */
  async callback() {}
}

/**
 * Tells the relay where to sign in, whenever it says that it is there, and waits for what the sign-in page answers.
 * The code in that answer is of no use without the verifier, which stays in this frame.
 * @param {Window} relay @param {{url: string, state?: string}} request @param {AbortSignal} signal
 * @returns {Promise<{url: string}>}
 */
function ask(relay, { url, state }, signal) {
  const { promise, resolve } = /** @type {PromiseWithResolvers<{url: string}>} */ (Promise.withResolvers());
  const send = () => relay.postMessage({ signIn: url, state, language: language() }, location.origin);
  const hear = (/** @type {MessageEvent} */ { origin, source, data }) => {
    if (origin !== location.origin || source !== relay) return;
    if (data.answer) resolve({ url: data.answer });
    else send();
  };
  addEventListener("message", hear, { signal });
  send();
  return promise;
}
