/* Search in the static edition: a small index of names, read at the first key press. */
"use strict";

(() => {
  const script = document.currentScript;
  const field = document.getElementById("q");
  const list = document.getElementById("hits");
  const index = new URL(script.dataset.index, location.href);
  const root = new URL(".", index);
  const fold = (text) =>
    text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f'ʻʼ‘’`]/g, "");
  let names;
  field.form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", async () => {
    names ??= await (await fetch(index)).json();
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    const found = names.filter(([name]) => words.length && words.every((word) => fold(name).includes(word)));
    list.replaceChildren(
      ...found.slice(0, 50).map(([name, path]) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = new URL(`.${path}/`, root);
        link.textContent = name;
        item.append(link);
        return item;
      }),
    );
  });
})();
