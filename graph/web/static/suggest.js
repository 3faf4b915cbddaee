/* Names that begin to fit, beneath the search field; without this script the form works alone. */
"use strict";

(() => {
  const field = document.getElementById("q");
  const list = document.getElementById("names");
  let asked = 0;
  field?.addEventListener("input", async () => {
    const mine = ++asked;
    await new Promise((go) => setTimeout(go, 120));
    if (mine !== asked || field.value.trim().length < 2) return;
    const answer = await fetch(new URL(`suggest?q=${encodeURIComponent(field.value)}`, field.form.action)).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    const [, names] = await answer.json();
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  });
})();
