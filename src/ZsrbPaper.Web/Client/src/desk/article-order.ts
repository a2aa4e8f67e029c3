// The order of a page's articles: by dragging, by Alt with the arrow keys, and by the buttons that work without script too.

/**
 * @param changed Told after every move.
 * @returns Puts the list into another order, as {@link orderOf} gives it.
 */
export function startOrder(list: HTMLElement, changed: () => void): (order: string) => void {
  const items = () => [...list.children] as HTMLElement[];
  const number = () => {
    items().forEach((item, index, all) => {
      const tie = item.querySelector<HTMLElement>("[data-tie]")!;
      tie.textContent = String(index + 1);
      tie.dataset["key"] = String(index + 1);
      for (const button of item.querySelectorAll<HTMLButtonElement>("button[name='Input.Places']")) button.disabled = index === (button.value === "-1" ? 0 : all.length - 1);
    });
  };
  const place = (item: Element, before: Element | null) => {
    if (before === item) return;
    const focused = document.activeElement as HTMLElement;
    list.insertBefore(item, before);
    number();
    if (item.contains(focused)) focused.focus();
    changed();
  };
  const move = (item: Element, places: number) => {
    const other = places < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (other) place(item, places < 0 ? other : other.nextElementSibling);
  };

  let dragged: HTMLElement | null = null;
  const drop = (event: DragEvent): Element | null | undefined => {
    const over = (event.target as Element).closest("li");
    if (!dragged || !over) return undefined;
    const box = over.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2 ? over : over.nextElementSibling;
  };
  list.addEventListener("dragstart", (event) => {
    dragged = (event.target as Element).closest("li");
    dragged?.classList.add("is-dragged");
  });
  list.addEventListener("dragover", (event) => {
    if (drop(event) !== undefined) event.preventDefault();
  });
  list.addEventListener("drop", (event) => {
    const before = drop(event);
    if (!dragged || before === undefined) return;
    event.preventDefault();
    place(dragged, before);
  });
  list.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
  });
  list.addEventListener("keydown", (event) => {
    const item = (event.target as Element).closest("li");
    if (!item || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    move(item, event.key === "ArrowUp" ? -1 : 1);
  });
  list.addEventListener("submit", (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    const item = button?.closest("li");
    if (!item || button?.name !== "Input.Places") return;
    event.preventDefault();
    move(item, Number(button.value));
  });
  for (const item of items()) item.draggable = true;
  return (order) => {
    for (const one of order.split(",")) {
      const item = items().find((other) => other.dataset["number"] === one);
      if (item) list.append(item);
    }
    number();
  };
}

/** The articles' numbers in their order, as the server takes them. */
export function orderOf(list: ParentNode): string {
  return [...list.querySelectorAll<HTMLElement>("li[data-number]")].map((item) => item.dataset["number"]).join(",");
}
