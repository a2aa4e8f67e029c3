// Column width (扩展 收缩 默认) and text size, kept from page to page. What was kept is applied before the first paint by the
// script in the head (ContentSecurityPolicy.HeadScript); this is what the buttons do.

const measures = { first: 0, standard: 2, last: 4 };
const standardSize = "18";
const root = document.documentElement;

export function startComfort(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-measure]")) {
    button.addEventListener("click", () => {
      const now = Number(root.dataset["measure"] ?? measures.standard);
      switch (button.dataset["measure"]) {
        case "wider":
          keep("measure", String(Math.min(measures.last, now + 1)));
          break;
        case "narrower":
          keep("measure", String(Math.max(measures.first, now - 1)));
          break;
        default:
          keep("measure", null);
          keep("size", null);
      }
      show();
    });
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-size]")) {
    button.addEventListener("click", () => {
      keep("size", button.dataset["size"] === standardSize ? null : (button.dataset["size"] ?? null));
      show();
    });
  }
  // Another tab of the same reader changed it.
  addEventListener("storage", (event) => {
    if (event.key === "reading-measure" || event.key === "reading-size") {
      apply(event.key.slice("reading-".length), event.newValue);
      show();
    }
  });
  show();
}

function keep(name: string, value: string | null): void {
  apply(name, value);
  try {
    if (value === null) localStorage.removeItem(`reading-${name}`);
    else localStorage.setItem(`reading-${name}`, value);
  } catch {
    // Storage is forbidden or full: the choice holds for this page.
  }
}

function apply(name: string, value: string | null): void {
  if (value === null) root.removeAttribute(`data-${name}`);
  else root.setAttribute(`data-${name}`, value);
}

/** Says on the buttons what is chosen and what can no longer be. */
function show(): void {
  const measure = Number(root.dataset["measure"] ?? measures.standard);
  const size = root.dataset["size"] ?? standardSize;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-measure]")) {
    const atEnd =
      (button.dataset["measure"] === "wider" && measure >= measures.last) ||
      (button.dataset["measure"] === "narrower" && measure <= measures.first);
    button.setAttribute("aria-disabled", String(atEnd));
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-size]")) {
    button.setAttribute("aria-pressed", String(button.dataset["size"] === size));
  }
}
