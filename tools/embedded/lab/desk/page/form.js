// A view of Amazon Connect's agent workspace, as far as the project's views go: a form of fields and buttons.
let shown = "";

/** @param {HTMLFormElement} place @param {{title: string, body: object[], data: object} | null} form */
export function showForm(place, form) {
  const wanted = JSON.stringify(form);
  if (wanted === shown) return;
  shown = wanted;
  place.hidden = !form;
  place.replaceChildren(...(form ? [make("h3", {}, form.title), ...parts(form.body, form.data)] : []));
}

/** A dropdown answers with a list of one, or of none, and a text with itself. */
export function readForm(place) {
  const chosen = (value) => (value ? [value] : []);
  const entries = [...new FormData(place)];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, place.elements[name].options ? chosen(value) : value]),
  );
}

function parts(content, data) {
  return content.flatMap((part) => (typeof part === "string" ? [part] : draw(part, data)));
}

function draw({ Type, Props, Content }, data) {
  const inner = () => parts(Content ?? [], data);
  switch (Type) {
    case "AttributeBar":
      return Props.Attributes.map(({ Label, Value }) => make("p", {}, make("b", {}, `${Label} `), filled(Value, data)));
    case "Dropdown":
      return [field(Props, make("select", { name: Props.Name }, ...options(Props)))];
    case "TextArea":
      return [field(Props, make("textarea", { name: Props.Name, rows: "2" }))];
    case "FormInput":
      return [field(Props, make("input", { name: Props.Name, type: Props.InputType ?? "text" }))];
    case "SubmitButton":
      return [make("button", { value: Props.Action, class: "go" }, Props.Label)];
    case "Button":
      return [make("button", { value: Props.Action }, ...inner())];
    default:
      return inner();
  }
}

/** Nothing is chosen as long as the view has no default. */
function options({ Options, DefaultValue }) {
  const none = DefaultValue ? [] : [make("option", { value: "" })];
  const selected = (value) => (DefaultValue?.includes(value) ? { selected: "" } : {});
  return [...none, ...Options.map(({ Label, Value }) => make("option", { value: Value, ...selected(Value) }, Label))];
}

function field({ Label, HelperText }, input) {
  return make("label", {}, Label, input, make("small", {}, HelperText ?? ""));
}

/** `$.Name` is a value that the flow gives the view. */
function filled(text, data) {
  return text.startsWith("$.") ? (data[text.slice(2)] ?? "") : text;
}

function make(name, attributes, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}
