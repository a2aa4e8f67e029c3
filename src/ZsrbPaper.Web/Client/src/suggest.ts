// Suggestions below a search box while a reader types: a combobox with a list (ARIA Authoring Practices). Loaded when a box
// first has the focus.

/** As OpenSearch has it: what was typed, queries, and what each of them is. */
type Answer = [string, string[], string[]];

const patience = 150;
let boxes = 0;

export function startSuggestions(input: HTMLInputElement): void {
  const form = input.form;
  const address = input.dataset["suggest"];
  if (!form || !address) return;
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `suggestions-${++boxes}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "搜索建议");
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let timer = 0;
  let asking: AbortController | null = null;
  let typed = input.value;
  let chosen = -1;

  const stop = () => {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  };
  const close = () => {
    stop();
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index: number) => {
    chosen = index;
    for (const [i, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(i === index));
    const option = list.children[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const take = (option: Element) => {
    input.value = option.querySelector("span")?.textContent ?? input.value;
    close();
    form.requestSubmit();
  };
  const show = ([, queries, kinds]: Answer) => {
    list.replaceChildren(...queries.map((query, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const text = document.createElement("span");
      text.textContent = query;
      const kind = document.createElement("small");
      kind.textContent = kinds[i] ?? "";
      option.append(text, kind);
      return option;
    }));
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = queries.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const ask = async () => {
    stop();
    if (typed.trim() === "") {
      close();
      return;
    }
    const mine = (asking = new AbortController());
    const query = new URLSearchParams({ q: typed });
    const newspaper = new FormData(form).get("newspaper");
    if (typeof newspaper === "string" && newspaper !== "") query.set("newspaper", newspaper);
    try {
      const answer = await fetch(`${address}?${query}`, { signal: mine.signal });
      if (answer.ok) {
        const found = (await answer.json()) as Answer;
        if (mine === asking) show(found);
      }
    } catch {
      // Typed on, or the network is away: a search needs no suggestions.
    }
  };
  const later = () => {
    if (input.value === typed) return;
    typed = input.value;
    stop();
    timer = window.setTimeout(() => void ask(), patience);
  };

  input.addEventListener("input", (event) => {
    // While an input method composes, what stands in the box is not yet what is meant.
    if (!(event as InputEvent).isComposing) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = list.children.length;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        if (list.hidden) {
          if (event.key === "ArrowDown") void ask();
        } else {
          // One step beyond either end is the box itself.
          choose(event.key === "ArrowDown" ? (chosen + 2) % (count + 1) - 1 : (chosen + 1 + count) % (count + 1) - 1);
        }
        event.preventDefault();
        break;
      case "Enter": {
        const option = list.children[chosen];
        if (option) {
          event.preventDefault();
          take(option);
        }
        break;
      }
      case "Escape":
        // The first press closes the list, the next one empties the box, as browsers do.
        if (!list.hidden) {
          event.preventDefault();
          close();
        }
        break;
    }
  });
  // Before the box loses the focus and the list with it.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("li") : null;
    if (option) take(option);
  });
}
