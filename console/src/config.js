// What a page must know before anybody has signed in.
import { Unreachable } from "./api.js";

/** @returns {Promise<import("./types.js").Config>} */
export async function readConfig() {
  const response = await fetch("config.json", { cache: "no-store" }).catch(() => null);
  if (!response?.ok) throw new Unreachable("config.json");
  return response.json();
}
