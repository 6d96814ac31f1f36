// The API, as openapi.json describes it. A session that ended, a lost network and a refusal are different errors.

/** The API said no; `code` says why. */
export class Problem extends Error {
  /** @param {number} status @param {any} body @param {string | null} retryAfter */
  constructor(status, body, retryAfter) {
    super(body?.detail || body?.title || body?.message || String(status));
    this.status = status;
    this.code = /** @type {string} */ (body?.code ?? (status === 503 ? "unavailable" : ""));
    this.detail = /** @type {string} */ (body?.detail ?? "");
    this.errors = /** @type {{field: string, detail: string}[]} */ (body?.errors ?? []);
    this.entry = /** @type {import("./types.js").Entry | null} */ (body?.entry ?? null);
    this.readings = /** @type {string[]} */ (body?.readings ?? []);
    this.retryAfter = Number(retryAfter) || 0;
  }
}

/** The network or the server did not answer. */
export class Unreachable extends Error {}

/** The reader did not sign in again. */
export class SessionEnded extends Error {}

export class Api {
  /**
   * @param {import("./session.js").Session} session
   * @param {() => Promise<boolean>} signInAgain  asks the reader; true when the same person did
   */
  constructor(session, signInAgain) {
    this.session = session;
    this.signInAgain = signInAgain;
    /** @type {Promise<boolean> | null} */
    this.asking = null;
  }

  /** @param {string} path @returns {Promise<any>} */
  get(path) {
    return this.request(path, {});
  }

  /** @param {string} path @param {object} body @returns {Promise<any>} */
  post(path, body) {
    const headers = { "Content-Type": "application/json", "X-Requested-With": "deny-list" };
    return this.request(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  /** @param {string} number @param {string} decision @param {object} body @returns {Promise<import("./types.js").Entry>} */
  decide(number, decision, body) {
    return this.post(`entries/${encodeURIComponent(number)}/${decision}`, body);
  }

  /** Sends; on a refused token renews it once, then asks the reader. @param {string} path @param {RequestInit} init */
  async request(path, init) {
    let response = await this.send(path, init);
    if (response.status === 401 && (await this.session.renew())) response = await this.send(path, init);
    while (response.status === 401) {
      if (!(await this.ask())) throw new SessionEnded();
      response = await this.send(path, init);
    }
    return answer(response);
  }

  /** Asks the reader once, however many requests were refused. */
  ask() {
    this.asking ??= this.signInAgain().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  /** @param {string} path @param {RequestInit} init */
  async send(path, init) {
    const headers = { ...init.headers, Authorization: `Bearer ${await this.session.token()}` };
    return fetch(`api/${path}`, { ...init, headers, cache: "no-store", credentials: "omit" }).catch((error) => {
      throw new Unreachable(String(error));
    });
  }
}

/** @param {Response} response */
async function answer(response) {
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Problem(response.status, body, response.headers.get("Retry-After"));
  if (body === null) throw new Unreachable("not JSON");
  return body;
}
