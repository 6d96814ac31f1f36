// Who is signed in: code flow with PKCE. Tokens live in this tab's session storage and nowhere else.
import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import { forgetDrafts } from "./drafts.js";
import { RelayNavigator } from "./popup.js";

const STORE = "oidc.";
/** Milliseconds that a window gets to close itself. */
const CLOSING = 500;

/** Whether another page frames this one, for example an agent workspace; sign-in pages refuse to be framed. */
export const framed = window.self !== window.top;

/** The console's address, which sign-in comes back to, also where the agents' panel asked for it. */
function here() {
  return new URL(".", location.href).href;
}

/** @param {import("./types.js").Config} config */
function manager(config) {
  const store = new WebStorageStateStore({ store: sessionStorage, prefix: STORE });
  const settings = {
    authority: new URL(config.discovery).href.replace(/\/\.well-known\/.*$/, ""),
    metadataUrl: config.discovery,
    client_id: config.clientId,
    redirect_uri: here(),
    scope: config.scope,
    userStore: store,
    stateStore: store,
    automaticSilentRenew: false,
    monitorSession: false,
  };
  return new UserManager(settings, undefined, framed ? new RelayNavigator() : undefined);
}

export class Session {
  /** @param {import("./types.js").Config} config */
  constructor(config) {
    this.config = config;
    this.manager = manager(config);
    /** @type {Promise<boolean> | null} */
    this.renewal = null;
  }

  /**
   * Takes up what the sign-in page sent back, if it did. False: this window was a pop-up, and its work is done.
   * @returns {Promise<boolean>}
   */
  async resume() {
    const state = new URLSearchParams(location.search).get("state");
    if (!state) return true;
    if (!sessionStorage.getItem(STORE + state)) return this.handBack();
    await this.finishRedirect();
    return true;
  }

  /** A pop-up does not know the state it carries: the window that asked for it does, and closes this one, or this one closes itself. */
  async handBack() {
    const { opener } = window;
    await this.manager.signinPopupCallback(location.href);
    if (opener) return false;
    // Only a pop-up can be closed. An old address that somebody opened again is a page like any other.
    await new Promise((resolve) => setTimeout(resolve, CLOSING));
    history.replaceState(null, "", location.pathname);
    return true;
  }

  async finishRedirect() {
    const user = await this.signedIn(this.manager.signinRedirectCallback(location.href)).catch(() => null);
    const fragment = /** @type {{fragment?: string} | undefined} */ (user?.state)?.fragment ?? location.hash;
    history.replaceState(null, "", location.pathname + fragment);
  }

  async user() {
    return this.manager.getUser();
  }

  /** Whether there is somebody whose tokens may still be good. */
  async isOpen() {
    const user = await this.user();
    return user !== null && (!user.expired || (await this.renew()));
  }

  async token() {
    return (await this.user())?.access_token ?? "";
  }

  /** From a window of its own the page goes to the sign-in page; from a frame a pop-up does. */
  async signIn() {
    if (framed) await this.signInByPopup();
    else await this.signInHere();
  }

  /** Leaves the page, and comes back to the same view; a note being typed waits in the session storage. */
  async signInHere() {
    await this.manager.signinRedirect({ state: { fragment: location.hash } });
  }

  /** Leaves the page as it is, with whatever is being typed. */
  async signInByPopup() {
    await this.signedIn(this.manager.signinPopup({ popupWindowFeatures: { width: 480, height: 680 } }));
  }

  /** The person who signed in. If it is another person than before, what was being typed is forgotten. @param {Promise<import("oidc-client-ts").User>} signingIn */
  async signedIn(signingIn) {
    const [before, user] = await Promise.all([this.user(), signingIn]);
    if (user.profile.sub !== before?.profile.sub) forgetDrafts();
    return user;
  }

  /** A new access token by the refresh token; one attempt at a time. */
  async renew() {
    this.renewal ??= this.refresh().finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  async refresh() {
    const user = await this.user();
    // Without a refresh token the library would try a hidden frame, which the page's policy forbids.
    if (!user?.refresh_token) return false;
    return this.manager.signinSilent().then(Boolean, () => false);
  }

  /** Forgets what was being typed and the tokens, here and at the provider, and leaves the page. */
  async signOut() {
    forgetDrafts();
    const metadata = await this.manager.metadataService.getMetadata().catch(() => null);
    if (metadata?.revocation_endpoint) await this.manager.revokeTokens(["refresh_token"]).catch(() => {});
    const idToken = (await this.user())?.id_token;
    await this.manager.removeUser();
    const endpoint = metadata?.end_session_endpoint;
    // Where sign-in pages cannot be shown, forgetting the tokens is all there is.
    if (endpoint && !framed) return location.assign(this.goodbye(endpoint, idToken));
    history.replaceState(null, "", location.pathname);
    location.reload();
  }

  /** Cognito's own form of the address, or OpenID Connect's. @param {string} endpoint @param {string} [idToken] */
  goodbye(endpoint, idToken) {
    const address = new URL(endpoint);
    address.searchParams.set("client_id", this.config.clientId);
    if (this.config.signOut === "cognito") {
      address.searchParams.set("logout_uri", here());
    } else {
      address.searchParams.set("post_logout_redirect_uri", here());
      if (idToken) address.searchParams.set("id_token_hint", idToken);
    }
    return address.href;
  }
}
