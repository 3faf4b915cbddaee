/* <hamkor-card src="…"><a href="…">…</a></hamkor-card>: a card in the page's own language and
   colours, the thing's JSON-LD put into the page. The link stays where anything fails.
   Frames of ours get the height that they tell. */
"use strict";

(() => {
  const home = new URL(document.currentScript.src).origin;
  const element = (name, text, href) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (href) made.href = href;
    return made;
  };
  const get = async (url, as) => {
    const answer = await fetch(url, { credentials: "omit" });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer[as]();
  };

  class HamkorCard extends HTMLElement {
    async connectedCallback() {
      if (this.shadowRoot) return;
      try {
        const page = new URL(this.getAttribute("src"), home);
        if (page.origin !== home) return;
        const language = (this.closest("[lang]")?.lang || "en").slice(0, 2);
        const [card, data] = await Promise.all([
          get(`${home}/embed${page.pathname}.json?lang=${language}`, "json"),
          get(`${page.origin}${page.pathname}.jsonld`, "text"),
        ]);
        this.show(card);
        const script = element("script", data);
        script.type = "application/ld+json";
        this.append(script);
      } catch (error) {
        console.warn("hamkor-card:", error.message);
      }
    }

    show(card) {
      const root = this.attachShadow({ mode: "open" });
      const style = new CSSStyleSheet();
      style.replaceSync(
        ":host{display:block;border:1px solid color-mix(in srgb,currentColor 25%,transparent);" +
          "border-radius:.5rem;padding:.7rem 1rem;font:inherit;color:inherit}" +
          "a{color:inherit}p{margin:.3rem 0}small{opacity:.8}",
      );
      root.adoptedStyleSheets = [style];
      const title = element("strong", "");
      title.append(element("a", card.label, card.url));
      root.append(title, element("p", [card.kind, card.country].filter(Boolean).join(" · ")));
      if (card.forms.length) root.append(element("p", card.forms.join(", ")));
      const known = element("small", "");
      for (const one of card.identifiers)
        known.append(`${one.scheme} `, element("a", one.value, one.url), " ");
      root.append(known);
    }
  }
  if (!customElements.get("hamkor-card")) customElements.define("hamkor-card", HamkorCard);

  addEventListener("message", (event) => {
    if (event.data?.hamkor !== "height") return;
    for (const frame of document.querySelectorAll("iframe"))
      if (frame.contentWindow === event.source && new URL(frame.src).origin === home)
        frame.style.height = `${Math.ceil(event.data.height)}px`;
  });
})();
