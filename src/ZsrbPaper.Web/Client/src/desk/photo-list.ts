// The photos of an article: order by buttons and by dragging, the focus point by a click.

export function startPhotos(list: HTMLElement, changed: () => void): { number: () => void; ready: (item: HTMLElement) => void } {
  const number = () => {
    [...list.children].forEach((item, index) => {
      const position = item.querySelector<HTMLInputElement>("[data-field=Position]");
      if (position) position.value = String(index + 1);
    });
  };
  const move = (item: Element, before: Element | null) => {
    list.insertBefore(item, before);
    number();
    changed();
  };
  let dragged: HTMLElement | null = null;

  const ready = (item: HTMLElement) => {
    item.querySelector<HTMLElement>(".photo-moves")?.removeAttribute("hidden");
    const remove = item.querySelector<HTMLInputElement>(".photo-remove input");
    remove?.addEventListener("change", () => item.classList.toggle("is-removed", remove.checked));
    const frame = item.querySelector<HTMLElement>("[data-focus]");
    if (!frame || !remove) return;
    frame.draggable = true;
    frame.addEventListener("click", (event) => {
      const box = frame.querySelector("img")!.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) return;
      set(item, "FocusX", (100 * (event.clientX - box.left)) / box.width);
      set(item, "FocusY", (100 * (event.clientY - box.top)) / box.height);
      show(item);
      changed();
    });
    frame.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer?.setData("text/x-photo", item.dataset["hash"] ?? "");
      item.classList.add("is-dragged");
    });
    frame.addEventListener("dragend", () => {
      dragged = null;
      item.classList.remove("is-dragged");
    });
    item.addEventListener("dragover", (event) => {
      if (dragged && dragged !== item) event.preventDefault();
    });
    item.addEventListener("drop", (event) => {
      if (!dragged || dragged === item) return;
      event.preventDefault();
      event.stopPropagation();
      const box = item.getBoundingClientRect();
      move(dragged, event.clientY < box.top + box.height / 2 ? item : item.nextElementSibling);
    });
    item.addEventListener("input", () => show(item));
    show(item);
  };

  list.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-move]");
    const item = button?.closest("li");
    if (!button || !item) return;
    const other = button.dataset["move"] === "-1" ? item.previousElementSibling : item.nextElementSibling?.nextElementSibling;
    if (button.dataset["move"] === "-1" ? item.previousElementSibling : item.nextElementSibling) {
      move(item, other ?? null);
      button.focus();
    }
  });
  for (const item of list.children) ready(item as HTMLElement);
  return { number, ready };
}

function set(item: HTMLElement, name: string, percent: number): void {
  item.querySelector<HTMLInputElement>(`[data-field=${name}]`)!.value = String(Math.round(10 * Math.min(100, Math.max(0, percent))) / 10);
}

function show(item: HTMLElement): void {
  const point = item.querySelector<HTMLElement>(".photo-focus");
  const x = item.querySelector<HTMLInputElement>("[data-field=FocusX]")?.value;
  const y = item.querySelector<HTMLInputElement>("[data-field=FocusY]")?.value;
  if (!point) return;
  point.hidden = !x || !y;
  point.style.left = `${x}%`;
  point.style.top = `${y}%`;
}
