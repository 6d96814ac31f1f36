// Flags and denied calls of the last fortnight, as bars; and the same as a table, for readers who cannot see or want figures.
import { draw, make } from "./elements.js";
import { dayName } from "./times.js";
import { say } from "./words.js";

/** @typedef {import("./types.js").Day} Day */

const DAYS = 14;
const HEIGHT = 56;
const SLOT = 20;
const BAR = 8;

/** Empty until the figures come; stays away when they do not, for the queue is what matters. @param {import("./types.js").Page} page */
export function chart(page) {
  const element = make("figure", { class: "chart", "data-testid": "chart" });
  element.hidden = true;
  page.api.get(`daily?days=${DAYS}`).then(
    ({ days }) => {
      element.replaceChildren(...content(days));
      element.hidden = false;
    },
    () => {},
  );
  return element;
}

/** @param {Day[]} days */
function content(days) {
  const flags = days.reduce((sum, day) => sum + day.flags, 0);
  const denied = days.reduce((sum, day) => sum + day.denied_calls, 0);
  const legend = make(
    "figcaption",
    {},
    make("span", { class: "key key-flags" }, say("chart.flags", { n: flags })),
    make("span", { class: "key key-denied" }, say("chart.denied", { n: denied })),
    make("span", { class: "hint" }, say("chart.days", { n: days.length })),
  );
  const picture = bars(days, say("chart.label", { flags, denied, n: days.length }));
  return [legend, picture, table(days)];
}

/** @param {Day[]} days @param {string} label */
function bars(days, label) {
  const most = Math.max(1, ...days.flatMap((day) => [day.flags, day.denied_calls]));
  const width = days.length * SLOT;
  const base = draw("line", { x1: 0, x2: width, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5, class: "base" });
  const columns = days.flatMap((day, at) => column(day, at, most));
  return draw(
    "svg",
    { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": label, class: "bars" },
    ...columns,
    base,
  );
}

/** @param {Day} day @param {number} at @param {number} most */
function column(day, at, most) {
  const tip = draw(
    "title",
    {},
    say("chart.day", { day: dayName(day.day), flags: day.flags, denied: day.denied_calls }),
  );
  const left = at * SLOT + 1;
  const hover = draw("rect", { x: at * SLOT, y: 0, width: SLOT, height: HEIGHT, class: "slot" }, tip);
  return [bar(left, day.flags / most, "bar-flags"), bar(left + BAR + 1, day.denied_calls / most, "bar-denied"), hover];
}

/** @param {number} x @param {number} share of the height @param {string} name */
function bar(x, share, name) {
  const height = share === 0 ? 0 : Math.max(2, share * (HEIGHT - 2));
  return draw("rect", { x, y: HEIGHT - height, width: BAR, height, class: name });
}

/** @param {Day[]} days */
function table(days) {
  const head = make(
    "tr",
    {},
    ...[say("chart.day.head"), say("flags"), say("chart.denied.head")].map((name) =>
      make("th", { scope: "col" }, name),
    ),
  );
  const rows = days.map((day) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, dayName(day.day)),
      make("td", {}, day.flags),
      make("td", {}, day.denied_calls),
    ),
  );
  const figures = make("table", { class: "figures" }, make("thead", {}, head), make("tbody", {}, ...rows));
  return make("details", {}, make("summary", {}, say("chart.table")), figures);
}
