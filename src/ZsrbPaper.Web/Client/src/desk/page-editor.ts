// Making up a page: areas drawn on the facsimile, tied to articles, saved together; the order of the articles.
import { half, numbersOf, textOf, type Point } from "./shapes";
import { text } from "./texts";

interface Area {
  article: string;
  points: Point[];
}

const page = document.getElementById("page") as HTMLElement;
const view = document.getElementById("view") as HTMLElement;
const svg = document.getElementById("areas") as unknown as SVGSVGElement;
const tools = document.getElementById("tools") as HTMLElement;
const state = document.getElementById("makeup-state") as HTMLElement;
const form = document.getElementById("points") as HTMLFormElement;
const list = document.getElementById("articles") as HTMLElement;
const keys = document.getElementById("keys") as HTMLDialogElement;
const elsewhere = document.getElementById("Elsewhere") as HTMLSelectElement | null;
const order = document.getElementById("order") as HTMLFormElement | null;
const versions = () => document.querySelectorAll<HTMLInputElement>("input[name='Input.Version']");
const storage = page.dataset["storage"]!;

let areas: Area[] = [...form.querySelectorAll(".makeup-row")]
  .map((row) => ({ article: row.querySelector("select")!.value, points: numbersOf(row.querySelector<HTMLInputElement>("input")!.value) }))
  .filter((area) => area.points.length > 2);
let chosen = new Set<Area>();
let tool = "pick";
let saved = written();
let zoom = 1;
let draft: Point[] = [];

function written(): string {
  return JSON.stringify(areas.map((area) => [area.article, textOf(area.points)]));
}

function say(words: string, isBad = false): void {
  state.textContent = words;
  state.dataset["kind"] = isBad ? "bad" : "";
}

// ---- Showing

function draw(): void {
  const shapes = areas.map((area) => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
    shape.setAttribute("points", textOf(area.points));
    shape.classList.toggle("is-chosen", chosen.has(area));
    shape.classList.toggle("is-loose", !area.article);
    return shape as SVGElement;
  });
  const only = chosen.size === 1 ? [...chosen][0]! : null;
  const corners = (only?.points ?? []).map(([x, y], at) => {
    const corner = document.createElementNS("http://www.w3.org/2000/svg", "path");
    corner.setAttribute("d", `M${x} ${y}h0.001`);
    corner.classList.add("corner");
    corner.dataset["at"] = String(at);
    return corner;
  });
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  line.setAttribute("points", textOf(draft));
  svg.replaceChildren(...shapes, ...corners, line);
  for (const item of list.children) item.classList.toggle("is-tied", [...chosen].some((area) => area.article === (item as HTMLElement).dataset["article"]));
  if (elsewhere) elsewhere.value = only && [...elsewhere.options].some((option) => option.value === only.article) ? only.article : "";
}

function changed(): void {
  draw();
  const now = written();
  try {
    if (now === saved) localStorage.removeItem(storage);
    else localStorage.setItem(storage, now);
  } catch {
    // Private windows have no storage.
  }
  const loose = areas.filter((area) => !area.article).length;
  say(now === saved ? "" : loose > 0 ? text("loose", loose) : text("unsaved"));
}

function choose(...some: Area[]): void {
  chosen = new Set(some);
  draw();
}

function use(name: string): void {
  tool = name;
  draft = [];
  page.dataset["tool"] = name;
  for (const button of tools.querySelectorAll<HTMLElement>("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset["tool"] === name));
  draw();
}

function tie(article: string): void {
  if (!article) return;
  if (chosen.size === 0) {
    choose(...areas.filter((area) => area.article === article));
    return;
  }
  for (const area of chosen) area.article = article;
  changed();
}

function magnify(factor: number): void {
  zoom = factor === 0 ? 1 : Math.min(5, Math.max(1, zoom * factor));
  page.style.width = `${100 * zoom}%`;
  const picture = page.querySelector("img")!;
  if (zoom > 1 && picture.dataset["large"]) {
    picture.src = picture.dataset["large"];
    delete picture.dataset["large"];
  }
}

// ---- Drawing

function at(event: PointerEvent | MouseEvent): Point {
  const box = svg.getBoundingClientRect();
  return [inside((100 * (event.clientX - box.left)) / box.width), inside((100 * (event.clientY - box.top)) / box.height)];
}

function inside(value: number): number {
  return Math.round(100 * Math.min(100, Math.max(0, value))) / 100;
}

const box = ([left, top]: Point, [right, bottom]: Point): Point[] => [[left, top], [right, top], [right, bottom], [left, bottom]];

function add(points: Point[]): void {
  const area = { article: "", points };
  areas.push(area);
  use("pick");
  chosen = new Set([area]);
  changed();
}

function move(points: Point[], dx: number, dy: number): Point[] {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const x = Math.min(100 - Math.max(...xs), Math.max(-Math.min(...xs), dx));
  const y = Math.min(100 - Math.max(...ys), Math.max(-Math.min(...ys), dy));
  return points.map((point) => [inside(point[0] + x), inside(point[1] + y)]);
}

let drag: ((to: Point) => void) | null = null;

svg.addEventListener("pointerdown", (event) => {
  if (event.button > 0) return;
  const from = at(event);
  view.focus({ preventScroll: true });
  if (tool === "polygon") {
    draft.push(from);
    draw();
    return;
  }
  svg.setPointerCapture(event.pointerId);
  if (tool === "rectangle") {
    drag = (to) => {
      draft = box(from, to);
    };
    return;
  }
  const target = event.target as SVGElement;
  const only = [...chosen][0];
  if (target.classList.contains("corner") && only) {
    const index = Number(target.dataset["at"]);
    drag = (to) => {
      only.points[index] = to;
    };
    return;
  }
  const area = target.tagName === "polygon" ? areas[[...svg.querySelectorAll("polygon")].indexOf(target as SVGPolygonElement)] : undefined;
  if (!area) {
    choose();
    return;
  }
  if (event.shiftKey) choose(...(chosen.has(area) ? [...chosen].filter((other) => other !== area) : [...chosen, area]));
  else if (!chosen.has(area)) choose(area);
  const before = [...chosen].map((one) => ({ one, points: one.points }));
  drag = (to) => {
    for (const { one, points } of before) one.points = move(points, to[0] - from[0], to[1] - from[1]);
  };
});
svg.addEventListener("pointermove", (event) => {
  if (!drag) return;
  drag(at(event));
  draw();
});
svg.addEventListener("pointerup", () => {
  if (!drag) return;
  drag = null;
  const [a, , c] = draft;
  if (tool === "rectangle") {
    draft = [];
    if (a && c && Math.abs(a[0] - c[0]) > 0.5 && Math.abs(a[1] - c[1]) > 0.5) add(box([Math.min(a[0], c[0]), Math.min(a[1], c[1])], [Math.max(a[0], c[0]), Math.max(a[1], c[1])]));
    else draw();
    return;
  }
  changed();
});
svg.addEventListener("pointercancel", () => {
  drag = null;
  draft = [];
  changed();
});
svg.addEventListener("dblclick", finish);

function finish(): void {
  // The second click of the two set its corner twice.
  const points = draft.filter((point, index) => index === 0 || point[0] !== draft[index - 1]![0] || point[1] !== draft[index - 1]![1]);
  if (tool === "polygon" && points.length > 2) add(points);
}

// ---- Acts

const acts: Record<string, () => void> = {
  delete: () => {
    areas = areas.filter((area) => !chosen.has(area));
    chosen.clear();
    changed();
  },
  // Areas of one article count as one for readers, wherever they lie.
  merge: () => {
    const first = areas.find((area) => chosen.has(area) && area.article);
    if (first) tie(first.article);
    else say(text("mergeNeedsArticle"), true);
  },
  split: () => {
    const parts = [...chosen].flatMap((area) => half(area.points).map((points) => ({ article: area.article, points })));
    areas = [...areas.filter((area) => !chosen.has(area)), ...parts];
    chosen = new Set(parts);
    changed();
  },
  in: () => magnify(1.5),
  out: () => magnify(1 / 1.5),
  keys: () => keys.showModal(),
  save: () => void save(),
};

async function save(): Promise<void> {
  const now = written();
  const data = new FormData();
  data.set("Input.Version", form.querySelector<HTMLInputElement>("input[name='Input.Version']")!.value);
  areas.forEach((area, index) => {
    data.set(`Input.Areas[${index}].Article`, area.article);
    data.set(`Input.Areas[${index}].Points`, textOf(area.points));
  });
  say(text("saving"));
  try {
    const answer = await fetch(`${location.pathname}?handler=Draw`, {
      method: "POST",
      body: data,
      headers: { RequestVerificationToken: form.querySelector<HTMLInputElement>("input[name=__RequestVerificationToken]")!.value },
      redirect: "manual",
    });
    if (answer.ok) {
      const { version } = (await answer.json()) as { version: number };
      for (const input of versions()) input.value = String(version);
      saved = now;
      changed();
      if (written() === saved) say(text("saved"));
    } else if (answer.status === 409 || answer.status === 422) {
      say(((await answer.json()) as { problem: string }).problem, true);
    } else {
      say(answer.status >= 500 ? text("serverFailed") : text("refused"), true);
    }
  } catch {
    say(text("unreachable"), true);
  }
}

tools.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("button");
  if (button?.dataset["tool"]) use(button.dataset["tool"]);
  if (button?.dataset["act"]) acts[button.dataset["act"]]!();
});

const steps: Record<string, Point> = { ArrowLeft: [-0.5, 0], ArrowRight: [0.5, 0], ArrowUp: [0, -0.5], ArrowDown: [0, 0.5] };

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    void save();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open || (event.target as Element).closest("input, select, textarea")) return;
  const step = view === document.activeElement && chosen.size > 0 ? steps[event.key] : undefined;
  const key = event.key.toLowerCase();
  if (step) {
    for (const area of chosen) area.points = move(area.points, step[0], step[1]);
    changed();
  } else if (/^[1-9]$/.test(key)) tie((list.children[Number(key) - 1] as HTMLElement | undefined)?.dataset["article"] ?? "");
  else if (key === "v") use("pick");
  else if (key === "r") use("rectangle");
  else if (key === "p") use("polygon");
  else if (key === "n" && areas.length > 0) {
    choose(areas[(areas.findIndex((area) => chosen.has(area)) + 1) % areas.length]!);
    view.focus({ preventScroll: true });
  }
  else if (key === "s") acts["split"]!();
  else if (key === "m") acts["merge"]!();
  else if ((key === "delete" || key === "backspace") && chosen.size > 0) acts["delete"]!();
  else if (key === "+" || key === "=") magnify(1.5);
  else if (key === "-") magnify(1 / 1.5);
  else if (key === "0") magnify(0);
  else if (key === "?") keys.showModal();
  else if (key === "enter" && draft.length > 0) finish();
  else if (key === "escape" && tool !== "pick") use("pick");
  else return;
  event.preventDefault();
});

// ---- Articles

list.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-tie]");
  if (button) tie(button.dataset["tie"]!);
});
elsewhere?.addEventListener("change", () => tie(elsewhere.value));

function reorder(item: Element, before: Element | null): void {
  list.insertBefore(item, before);
  [...list.children].forEach((other, index) => (other.querySelector("[data-tie]")!.textContent = String(index + 1)));
  order!.querySelector<HTMLInputElement>("input[name='Input.Order']")!.value = [...list.children].map((other) => (other as HTMLElement).dataset["number"]).join(",");
  order!.hidden = false;
}

let dragged: HTMLElement | null = null;
list.addEventListener("dragstart", (event) => (dragged = (event.target as Element).closest("li")));
list.addEventListener("dragover", (event) => {
  if (dragged) event.preventDefault();
});
list.addEventListener("drop", (event) => {
  const over = (event.target as Element).closest("li");
  if (!dragged || !over || over === dragged || !order) return;
  event.preventDefault();
  const place = over.getBoundingClientRect();
  reorder(dragged, event.clientY < place.top + place.height / 2 ? over : over.nextElementSibling);
});
list.addEventListener("dragend", () => (dragged = null));
list.addEventListener("keydown", (event) => {
  const item = (event.target as Element).closest("li");
  if (!item || !order || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const other = event.key === "ArrowUp" ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  const focused = document.activeElement as HTMLElement;
  reorder(item, event.key === "ArrowUp" ? other : other.nextElementSibling);
  focused.focus();
});

for (const button of document.querySelectorAll<HTMLElement>("[data-confirm]")) {
  button.addEventListener("click", (event) => {
    if (!confirm(button.dataset["confirm"])) event.preventDefault();
  });
}

addEventListener("beforeunload", (event) => {
  if (written() !== saved) event.preventDefault();
});

function offerBack(): void {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(storage);
  } catch {
    return;
  }
  if (!kept || kept === saved) return;
  const offer = document.createElement("p");
  offer.className = "status";
  const back = document.createElement("button");
  back.type = "button";
  back.textContent = text("restore");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.textContent = text("discard");
  offer.append(`${text("kept")} `, back, " ", drop);
  tools.before(offer);
  back.addEventListener("click", () => {
    areas = (JSON.parse(kept) as [string, string][]).map(([article, points]) => ({ article, points: numbersOf(points) }));
    offer.remove();
    choose();
    changed();
  });
  drop.addEventListener("click", () => {
    localStorage.removeItem(storage);
    offer.remove();
  });
}

tools.hidden = false;
document.getElementById("continuation")?.removeAttribute("hidden");
for (const button of list.querySelectorAll<HTMLElement>("[data-tie]")) button.hidden = false;
if (order) for (const item of list.children) (item as HTMLElement).draggable = true;
document.querySelector<HTMLElement>(".makeup-points")!.hidden = true;
use("pick");
offerBack();
