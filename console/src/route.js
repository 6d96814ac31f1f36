// Which view a fragment asks for. Fragments never leave the browser, so numbers stay out of logs.
import { EntryView } from "./entry.js";
import { Find } from "./find.js";
import { Queue } from "./queue.js";
import { TABS } from "./status.js";

/** @param {import("./types.js").Page} page @param {string} fragment */
export function viewAt(page, fragment) {
  const [, place, rest = ""] = fragment.match(/^#\/(\w*)\/?(.*)$/) ?? [];
  const named = decoded(rest);
  if (place === "entries" && named) return new EntryView(page, named);
  if (place === "find" && named) return new Find(page, named);
  return new Queue(page, TABS.find((status) => place === "status" && status === named) ?? "PENDING");
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
