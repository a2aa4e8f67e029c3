// Making up a page: areas drawn on the facsimile, tied to articles, merged and cut; the order of the articles.
import { newArea, openSheet, type Area, type Tool } from "./area-sheet";
import { orderOf, startOrder } from "./article-order";
import { startSaving } from "./page-saving";
import { cut, halved, moved, rectangle, round, stretched, union, type Point } from "./shapes";
import { text } from "./texts";

const view = document.getElementById("view") as HTMLElement;
const tools = document.getElementById("tools") as HTMLElement;
const note = document.getElementById("makeup-note") as HTMLElement;
const list = document.getElementById("articles") as HTMLElement;
const elsewhere = document.getElementById("Elsewhere") as HTMLSelectElement | null;

let saving: ReturnType<typeof startSaving> | undefined;
let present: Area[] = [];
const past: Area[][] = [];
const future: Area[][] = [];

document.getElementById("page")!.remove();
view.classList.add("is-live");
const sheet = openSheet(view, { changed, chosen, used, cut: cutAlong, nameOf, corner: text("corner") });
const arrange = startOrder(list, () => {
  sheet.mark();
  saving?.changed();
});
saving = startSaving(view, { areas: sheet.areas, show: sheet.show, order: () => orderOf(list), arrange });
present = sheet.areas();

// ---- What happens on the sheet

function changed(): void {
  // A shape that is being dragged is one change, when it is let go.
  if (!saving || sheet.isHeld()) return;
  const now = sheet.areas();
  if (JSON.stringify(now) === JSON.stringify(present)) return;
  past.push(present);
  future.length = 0;
  present = now;
  chosen();
  saving.changed();
}

function chosen(): void {
  const some = sheet.chosen();
  for (const item of list.children) item.classList.toggle("is-tied", some.some((area) => area.article === (item as HTMLElement).dataset["article"]));
  const only = some.length === 1 ? some[0]!.article : "";
  if (elsewhere) elsewhere.value = [...elsewhere.options].some((option) => option.value === only) ? only : "";
  for (const button of tools.querySelectorAll<HTMLButtonElement>("[data-needs]")) button.disabled = some.length < Number(button.dataset["needs"]);
}

function used(tool: Tool): void {
  for (const button of tools.querySelectorAll<HTMLElement>("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset["tool"] === tool));
  note.textContent = tool === "pick" ? "" : text(tool);
}

/** The article's place in the list; a continuation goes by its page and number, an area of no article by a question mark. */
function nameOf(article: string): string {
  const index = [...list.children].findIndex((item) => (item as HTMLElement).dataset["article"] === article);
  return index >= 0 ? String(index + 1) : article || "?";
}

// ---- Acts

/** Puts other areas in the place of the chosen ones, and chooses them. */
function replaceChosen(areas: Area[]): void {
  const ids = new Set(sheet.chosen().map((area) => area.id));
  sheet.show([...sheet.areas().filter((area) => !ids.has(area.id)), ...areas]);
  sheet.choose(...areas.map((area) => area.id));
}

/** Changes the chosen areas where they are. */
function changeChosen(change: (area: Area) => Area): void {
  const ids = new Set(sheet.chosen().map((area) => area.id));
  sheet.show(sheet.areas().map((area) => (ids.has(area.id) ? change(area) : area)));
}

function tie(article: string): void {
  if (!article) return;
  if (sheet.chosen().length === 0) sheet.choose(...sheet.areas().filter((area) => area.article === article).map((area) => area.id));
  else changeChosen((area) => ({ ...area, article }));
}

function merge(): void {
  const some = sheet.chosen();
  if (some.length < 2) return;
  const article = some.find((area) => area.article)?.article ?? "";
  const whole = union(some.map((area) => area.points));
  if (whole === "hole") {
    note.textContent = text("mergeHole");
  } else if (whole !== "apart") {
    replaceChosen([newArea(article, whole.points)]);
  } else if (article) {
    // Areas of one article count as one for readers, wherever they lie.
    changeChosen((area) => ({ ...area, article }));
    note.textContent = text("mergeApart");
  } else {
    note.textContent = text("mergeNeedsArticle");
  }
}

/** Cuts the chosen areas, or all when none is chosen, where the line through the two points crosses them. */
function cutAlong(from: Point, to: Point): void {
  replaceWithPieces((area) => cut(area.points, from, to));
}

function replaceWithPieces(piecesOf: (area: Area) => Point[][]): void {
  const some = sheet.chosen().length > 0 ? sheet.chosen() : sheet.areas();
  const pieces = some.flatMap((area) => {
    const shapes = piecesOf(area);
    return shapes.length > 1 ? [{ area, parts: shapes.map((points) => newArea(area.article, points)) }] : [];
  });
  if (pieces.length === 0) {
    note.textContent = text("cutNothing");
    return;
  }
  sheet.choose(...pieces.map(({ area }) => area.id));
  replaceChosen(pieces.flatMap(({ parts }) => parts));
}

/** A rectangle in the middle of what is seen, for those who draw without a pointer. */
function add(): void {
  const { left, top, right, bottom } = sheet.sight();
  const [wide, high] = [(right - left) / 6, (bottom - top) / 8];
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const area = newArea("", rectangle({ left: round(x - wide), top: round(y - high), right: round(x + wide), bottom: round(y + high) }));
  sheet.show([...sheet.areas(), area]);
  sheet.choose(area.id);
  view.querySelector("svg")!.focus();
}

function next(): void {
  const all = sheet.areas();
  if (all.length === 0) return;
  const ids = sheet.chosen().map((area) => area.id);
  sheet.choose(all[(all.findIndex((area) => ids.includes(area.id)) + 1) % all.length]!.id);
  view.querySelector("svg")!.focus();
}

function step(from: Area[][], to: Area[][]): void {
  const areas = from.pop();
  if (!areas) return;
  to.push(present);
  present = areas;
  sheet.show(areas);
  chosen();
  saving!.changed();
}

const acts: Record<string, () => void> = {
  merge,
  delete: () => replaceChosen([]),
  undo: () => step(past, future),
  redo: () => step(future, past),
  out: () => sheet.press("-"),
  in: () => sheet.press("+"),
  whole: () => sheet.press("0"),
  save: () => void saving!.save(),
};

// ---- Hands and keys

tools.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("button");
  if (button?.dataset["tool"]) sheet.use(button.dataset["tool"] as Tool);
  if (button?.dataset["act"]) acts[button.dataset["act"]]!();
});
list.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-tie]");
  if (button) tie(button.dataset["tie"]!);
});
elsewhere?.addEventListener("change", () => tie(elsewhere.value));

const steps: Record<string, Point> = { ArrowLeft: [-0.5, 0], ArrowRight: [0.5, 0], ArrowUp: [0, -0.5], ArrowDown: [0, 0.5] };

/** Keys that are not a button's: those say themselves what they are (desk.ts). */
function press(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === "y" || (key === "z" && event.shiftKey)) acts["redo"]!();
    else if (key === "z") acts["undo"]!();
    else return false;
    return true;
  }
  if (event.altKey) return false;
  const by = list.contains(event.target as Node) ? undefined : steps[event.key];
  if (by && sheet.chosen().length > 0) changeChosen((area) => ({ ...area, points: (event.shiftKey ? stretched : moved)(area.points, by[0], by[1]) }));
  else if (by) return view.contains(event.target as Node) && sheet.press(event.key);
  else if (key === "a") add();
  else if (key === "n") next();
  else if (key === "=") acts["in"]!();
  else if ((key === "delete" || key === "backspace") && sheet.chosen().length > 0 && !sheet.hasChosenCorners()) acts["delete"]!();
  else if (key === "enter" && sheet.tool() === "polygon") sheet.finish();
  else if (key === "enter" && sheet.tool() === "cut") {
    sheet.use("pick");
    replaceWithPieces((area) => (sheet.chosen().length > 0 ? halved(area.points) : [area.points]));
  } else if (key === "escape" && sheet.tool() !== "pick") sheet.use("pick");
  else if (key === "escape" && sheet.chosen().length > 0) sheet.choose();
  else return false;
  return true;
}

// Before Annotorious, whose own keys undo without the ties and also while a text is being written.
document.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key);
  if (document.querySelector("dialog[open]")) return;
  if ((event.target as Element).closest("input, select, textarea")) {
    if (isUndo) event.stopPropagation();
    return;
  }
  if (!press(event)) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

for (const button of document.querySelectorAll<HTMLElement>("[data-confirm]")) {
  button.addEventListener("click", (event) => {
    if (!confirm(button.dataset["confirm"])) event.preventDefault();
  });
}

tools.hidden = false;
document.getElementById("continuation")?.removeAttribute("hidden");
for (const button of list.querySelectorAll<HTMLElement>("[data-tie]")) button.hidden = false;
document.querySelector<HTMLElement>(".makeup-points")!.hidden = true;
sheet.use("pick");
chosen();
