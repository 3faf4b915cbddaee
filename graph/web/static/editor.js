/* The query form with yasqe: an enhancement. Without this script the form asks all the same. */
(() => {
  "use strict";
  const Yasqe = window.Yasqe;
  const source = document.querySelector("form.sparql textarea");
  if (!Yasqe || !source) return;
  const form = source.form;
  const LONGEST_ADDRESS = 8000;
  const LONGEST_LIST = 50;

  /* The words: our prefixes, and [prefixed name, label] of each of our terms. */
  const words = fetch(source.dataset.terms)
    .then((answer) => answer.json())
    .catch(() => ({ prefixes: {}, terms: [] }));

  /* What may stand here, by the convention of names: Classes after "a", properties before. */
  function fits(name, state) {
    const local = name.slice(name.indexOf(":") + 1);
    const isUpper = local[0] !== local[0].toLowerCase();
    if (state.possibleCurrent.includes("a")) return !isUpper && !name.startsWith("form:");
    return state.lastProperty === "a" ? isUpper : true;
  }

  /* The terms whose name or label holds what is written, names that begin so first. */
  async function termsFor(token) {
    const written = token.string.trim().toLowerCase();
    const { terms } = await words;
    const rank = ([name]) => (name.toLowerCase().startsWith(written) ? 0 : 1);
    return terms
      .filter(([name]) => fits(name, token.state) && name.toLowerCase() !== written)
      .filter(([name, label]) => `${name} ${label}`.toLowerCase().includes(written))
      .sort((one, other) => rank(one) - rank(other))
      .slice(0, LONGEST_LIST);
  }

  /* One completer: by itself after "hk:", and on Ctrl-Space for a bare word. */
  function completer(name, autoShow, pattern) {
    let labels = new Map();
    return {
      name,
      autoShow,
      bulk: false,
      isValidCompletionPosition: (yasqe) => pattern.test(yasqe.getCompleteToken().string),
      get: async (_, token) => {
        labels = new Map(await termsFor(token));
        return [...labels.keys()];
      },
      postprocessHints: (_, hints) =>
        hints.map((hint) => ({ ...hint, displayText: `${hint.text}  ${labels.get(hint.text)}` })),
    };
  }

  /* Only these complete: yasqe's own for classes and properties ask another site. */
  Yasqe.registerAutocompleter(completer("terms", true, /^[a-z]+:[\w-]*$/), false);
  Yasqe.registerAutocompleter(completer("words", false, /^[\p{L}ʻʼ-]{2,}$/u), false);
  Yasqe.forkAutocompleter("prefixes", {
    name: "ours",
    persistenceId: null,
    get: async () =>
      Object.entries((await words).prefixes).map(([prefix, base]) => `${prefix}: <${base}>`),
  }, false);
  Yasqe.defaults.autocompleters = ["variables", "ours", "terms", "words"];

  /* Nothing is kept in the browser: the text is the one that the server put into the form. */
  const leave = (editor, list) => {
    list.close();
    return Yasqe.Pass;
  };
  const ask = () => form.requestSubmit();
  const place = document.createElement("div");
  source.before(place);
  const editor = new Yasqe(place, {
    value: source.value,
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-S": false, "Ctrl-Enter": ask, "Cmd-Enter": ask },
    hintConfig: { extraKeys: { Tab: leave, "Shift-Tab": leave } },
  });
  editor.showNotification = () => {};

  /* The label and the keys belong to the field in which people now write. */
  const field = editor.getInputField();
  field.id = "query-editor";
  field.setAttribute("aria-describedby", "query-keys");
  document.querySelector('label[for="query"]').htmlFor = field.id;
  document.getElementById("query-keys").hidden = false;
  source.hidden = true;

  form.addEventListener("submit", () => {
    source.value = editor.getValue();
    const isLong = encodeURIComponent(source.value).length > LONGEST_ADDRESS;
    form.method = isLong ? "post" : "get";
  });

  /* yasqe's tooltip of an error writes style attributes, which our policy refuses: a title does. */
  function plainTooltip() {
    for (const icon of place.querySelectorAll(".parseErrorIcon")) {
      const line = editor.lineAtHeight(icon.getBoundingClientRect().top);
      const { state } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true);
      icon.onmouseover = icon.onmouseout = null;
      icon.title = `${source.dataset.expected}: ${(state.possibleCurrent ?? []).join(", ")}`;
    }
  }
  editor.on("changes", plainTooltip);
  plainTooltip();

  /* Where the server says that the text is not SPARQL; its columns count characters from 1. */
  function mark(line, column) {
    const whole = [...(editor.getLine(line) ?? "")];
    const first = Math.max(0, Math.min(column, whole.length - 1));
    const from = whole.slice(0, first).join("").length;
    const end = editor.getTokenAt({ line, ch: from + 1 }).end;
    editor.markText({ line, ch: from }, { line, ch: end }, { className: "fault-mark" });
    editor.addLineClass(line, "gutter", "fault-line");
    editor.setCursor({ line, ch: from });
  }
  const fault = document.getElementById("fault");
  if (fault) mark(fault.dataset.line - 1, fault.dataset.column - 1);
})();
