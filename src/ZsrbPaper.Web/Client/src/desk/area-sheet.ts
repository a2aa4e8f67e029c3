// The page under glass: Annotorious draws, moves and reshapes the areas over OpenSeadragon's tiles; here they are in percent of the page.
//
// It is Annotorious proper, which draws with SVG, in an overlay of the viewer. Its package for OpenSeadragon draws with PixiJS, which
// compiles code from strings, so that the content security policy refuses it, and weighs 150 KB compressed, a desk page's whole allowance.
import { createImageAnnotator, ShapeType, UserSelectAction, type ImageAnnotation, type ImageAnnotatorState, type Shape } from "@annotorious/annotorious";
import OpenSeadragon from "openseadragon";
import { openFacsimile, pressKey } from "../facsimile";
import { boundsOf, isRectangle, isTooSmall, round, within, type Point } from "./shapes";

export interface Area {
  /** Of no meaning beyond this page view. */
  id: string;
  /** Page and number of the article as <c>A03/1</c>; empty while it belongs to none. */
  article: string;
  points: Point[];
}

let made = 0;

export function newArea(article: string, points: Point[]): Area {
  return { id: `area-${++made}`, article, points };
}

export type Tool = "pick" | "rectangle" | "polygon" | "cut";

export interface SheetEvents {
  /** An area came, went or changed; many times while it is dragged. */
  changed(): void;
  /** Other areas are chosen. */
  chosen(): void;
  used(tool: Tool): void;
  /** The line of the tool that cuts. */
  cut(from: Point, to: Point): void;
  /** What to write on the areas of an article. */
  nameOf(article: string): string;
  /** What a corner of an area is called to those who hear the page. */
  corner: string;
}

export type AreaSheet = ReturnType<typeof openSheet>;

interface Hold {
  areas: Area[];
  ids: string[];
}

/** Pixels of the hand's tremble around an area. */
const tolerance = 4;

export function openSheet(view: HTMLElement, events: SheetEvents) {
  const width = Number(view.dataset["width"]);
  const height = Number(view.dataset["height"]);
  const viewer = openFacsimile(view, width, height, view.dataset["tiles"]!);
  const glass = document.createElement("div");
  const marks = document.createElement("div");
  // Never painted on: it tells Annotorious how large the picture is whose areas it draws.
  const picture = document.createElement("canvas");
  picture.width = width;
  picture.height = height;
  glass.className = "area-glass";
  marks.className = "area-marks";
  glass.append(picture);
  const annotator = createImageAnnotator(picture, { drawingEnabled: false });
  const { store, selection } = annotator.state as ImageAnnotatorState;
  const layer = annotator.element.querySelector("svg")!;
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  layer.setAttribute("aria-label", view.getAttribute("aria-label") ?? "");
  glass.append(marks);
  viewer.addOnceHandler("open", () => viewer.addOverlay({ element: glass, location: new OpenSeadragon.Rect(0, 0, 1, height / width) }));
  // The areas are the stop of the Tab key, not what they lie on.
  (viewer.canvas as HTMLElement).tabIndex = -1;

  let tool: Tool = "pick";
  /** The areas, and which of them were chosen, when the pointer went down to draw or to move one. */
  let held: Hold | null = null;
  let cutFrom: Point | null = null;

  // ---- Areas in percent

  const selectorOf = (points: Point[]): Shape => {
    const pixels = points.map(([x, y]): Point => [(x * width) / 100, (y * height) / 100]);
    const { left: minX, top: minY, right: maxX, bottom: maxY } = boundsOf(pixels);
    const bounds = { minX, minY, maxX, maxY };
    const rectangular = { x: minX, y: minY, w: maxX - minX, h: maxY - minY, rot: 0, bounds };
    return isRectangle(points)
      ? { type: ShapeType.RECTANGLE, geometry: rectangular } as Shape
      : { type: ShapeType.POLYGON, geometry: { points: pixels, bounds } } as Shape;
  };
  const pointsOf = ({ geometry }: Shape): Point[] => {
    const { x, y, w, h, points } = geometry as unknown as { x: number; y: number; w: number; h: number; points?: Point[] };
    const pixels: Point[] = points ?? [[x, y], [x + w, y], [x + w, y + h], [x, y + h]];
    return pixels.map(([left, top]) => [round((100 * left) / width), round((100 * top) / height)]);
  };
  const annotationOf = ({ id, article, points }: Area): ImageAnnotation => ({
    id,
    bodies: article ? [{ id: `${id}-article`, annotation: id, purpose: "linking", value: article }] : [],
    target: { annotation: id, selector: selectorOf(points) },
  });
  const areaOf = ({ id, bodies, target }: ImageAnnotation): Area => ({ id, article: bodies[0]?.value ?? "", points: pointsOf(target.selector) });

  const areas = (): Area[] => annotator.getAnnotations().map(areaOf);
  const chosen = (): Area[] => annotator.getSelected().map(areaOf);
  const show = (shown: Area[]): void => {
    // Annotorious opens its handles on every area that changes while one is chosen.
    const ids = chosen().map((area) => area.id);
    choose();
    annotator.setAnnotations(shown.map(annotationOf));
    choose(...ids.filter((id) => store.getAnnotation(id)));
  };
  /** Several at once can be moved by keys, tied, merged and deleted; handles are for one alone. */
  const choose = (...ids: string[]): void => annotator.setSelected(ids, ids.length === 1);

  // ---- Showing

  const mark = (): void => {
    const all = areas();
    for (const shape of layer.querySelectorAll<SVGGElement>("g[data-id]")) {
      const area = all.find((one) => one.id === shape.dataset["id"]);
      shape.classList.toggle("is-loose", area?.article === "");
      shape.classList.toggle("is-chosen", selection.isSelected(shape.dataset["id"]!));
    }
    layer.classList.toggle("is-loose", chosen().some((area) => !area.article));
    for (const handle of layer.querySelectorAll(".a9s-handle-buffer:not([aria-label])")) handle.setAttribute("aria-label", events.corner);
    marks.replaceChildren(
      ...all.map((area) => {
        const name = document.createElement("span");
        const { right, top } = boundsOf(area.points);
        name.textContent = events.nameOf(area.article);
        name.style.left = `${right}%`;
        name.style.top = `${top}%`;
        name.classList.toggle("is-loose", !area.article);
        return name;
      }),
    );
  };
  // Annotorious makes a shape anew whenever its area changes.
  new MutationObserver(mark).observe(layer, { childList: true, subtree: true });

  // ---- Drawing

  const use = (next: Tool): void => {
    if (next !== "pick" && next !== "cut") choose();
    tool = next;
    cutFrom = null;
    line.remove();
    view.dataset["tool"] = next;
    // With a tool in hand a click draws, also where an area lies already.
    annotator.setUserSelectAction(next === "pick" ? UserSelectAction.EDIT : UserSelectAction.NONE);
    annotator.setDrawingEnabled(false);
    if (next === "rectangle" || next === "polygon") {
      annotator.setDrawingTool(next);
      annotator.setDrawingMode(next === "rectangle" ? "drag" : "click");
      annotator.cancelDrawing();
      annotator.setDrawingEnabled(true);
    }
    events.used(next);
  };
  /** Puts right what the hand left over the edge or too small to be meant. */
  const settle = (before: Area[]): void => {
    const all = areas();
    const settled = all
      .map((area) => ({ ...area, points: within(area.points, before.find((one) => one.id === area.id)?.points ?? null) }))
      .filter((area) => !isTooSmall(area.points));
    if (JSON.stringify(settled) !== JSON.stringify(all)) show(settled);
  };
  annotator.on("createAnnotation", ({ id }) => {
    const before = areas().filter((area) => area.id !== id);
    // Annotorious chooses it too, when this is told.
    queueMicrotask(() => {
      use("pick");
      settle(before);
      if (store.getAnnotation(id)) choose(id);
    });
  });

  const at = (event: MouseEvent): Point => {
    const box = glass.getBoundingClientRect();
    const inside = (value: number) => round(Math.min(100, Math.max(0, value)));
    return [inside((100 * (event.clientX - box.left)) / box.width), inside((100 * (event.clientY - box.top)) / box.height)];
  };
  /** Where the line of the cut ends: upright or level when it is nearly so. */
  const lineTo = (event: MouseEvent): Point => {
    const [x, y] = at(event);
    const across = Math.abs(((x - cutFrom![0]) * width) / 100);
    const down = Math.abs(((y - cutFrom![1]) * height) / 100);
    return [across < down / 12 ? cutFrom![0] : x, down < across / 12 ? cutFrom![1] : y];
  };
  const drawLine = ([toX, toY]: Point): void => {
    const ends = { x1: (cutFrom![0] * width) / 100, y1: (cutFrom![1] * height) / 100, x2: (toX * width) / 100, y2: (toY * height) / 100 };
    for (const [name, value] of Object.entries(ends)) line.setAttribute(name, String(value));
    layer.append(line);
  };

  /** The pointer has been let go, and Annotorious has done what it does then. */
  const release = (event: PointerEvent, before: Hold): void => {
    // The next click of a double click may have begun.
    if (held === before) held = null;
    if (cutFrom) {
      const [from, to] = [cutFrom, lineTo(event)];
      use("pick");
      if (Math.hypot(to[0] - from[0], to[1] - from[1]) > 1) events.cut(from, to);
    } else {
      // To Annotorious a quick drag is a click too, on what lies where it ends.
      const isChanged = JSON.stringify(areas()) !== JSON.stringify(before.areas);
      settle(before.areas);
      if (isChanged && before.ids.length > 0) choose(...before.ids.filter((id) => store.getAnnotation(id)));
      events.changed();
    }
  };

  // What a tool or a handle takes must not also move the page; everything else is OpenSeadragon's.
  glass.addEventListener("pointerdown", (event) => {
    const isHandled = tool !== "pick" || (event.target as Element).closest(".a9s-annotation.selected") !== null;
    if (!isHandled || event.button > 0) return;
    event.stopPropagation();
    held = { areas: areas(), ids: chosen().map((area) => area.id) };
    // A hand that leaves the page while drawing is still drawing; a finger has no place before it touches.
    if (tool !== "pick") layer.setPointerCapture(event.pointerId);
    if (tool === "polygon" && event.pointerType === "touch") layer.dispatchEvent(new PointerEvent("pointermove", event));
    if (tool === "cut") cutFrom = at(event);
  });
  glass.addEventListener("pointermove", (event) => {
    if (cutFrom) drawLine(lineTo(event));
  });
  // Seen on its way down, because Annotorious' tools stop it.
  glass.addEventListener("pointerup", (event) => {
    const before = held;
    if (before) setTimeout(() => release(event, before));
  }, true);
  glass.addEventListener("pointerup", (event) => {
    if (held) event.stopPropagation();
  });
  glass.addEventListener("pointercancel", () => {
    held = null;
    use(tool);
    events.changed();
  });

  viewer.addHandler("canvas-click", (event) => {
    const press = event.originalEvent as MouseEvent;
    if (!event.quick || tool !== "pick" || press.button > 0) return;
    const { x, y } = viewer.viewport.viewerElementToImageCoordinates(event.position);
    const hit = store.getAt(x, y, undefined, tolerance / viewer.viewport.viewportToImageZoom(viewer.viewport.getZoom()));
    const ids = chosen().map((area) => area.id);
    if (!hit) choose(...(press.shiftKey ? ids : []));
    else if (press.shiftKey) choose(...(ids.includes(hit.id) ? ids.filter((id) => id !== hit.id) : [...ids, hit.id]));
    else choose(hit.id);
  });

  store.observe(() => {
    mark();
    events.changed();
  });
  annotator.on("selectionChanged", () => {
    mark();
    events.chosen();
  });

  return {
    areas,
    chosen,
    show,
    choose,
    mark,
    use,
    tool: () => tool,
    /** Whether the pointer is drawing, moving or reshaping now. */
    isHeld: () => held !== null,
    /** Zooms and moves the page by a key. */
    press: (key: string) => pressKey(viewer, key),
    /** Whether corners of the chosen area are chosen, which the Delete key then takes. */
    hasChosenCorners: () => layer.querySelector(".a9s-handle-dot.selected") !== null,
    /**
     * Ends a polygon where it is. Annotorious ends one by a double click, whose second click it leaves out; so that is what it is given.
     */
    finish(): void {
      if (tool !== "polygon") return;
      for (const type of ["pointerdown", "pointerup"]) layer.dispatchEvent(new PointerEvent(type, { pointerType: "mouse" }));
      layer.dispatchEvent(new MouseEvent("dblclick"));
    },
    /** The part of the page in sight, in percent. */
    sight(): { left: number; top: number; right: number; bottom: number } {
      const { x, y, width: wide, height: high } = viewer.viewport.viewportToImageRectangle(viewer.viewport.getBounds(true));
      const inside = (value: number) => Math.min(100, Math.max(0, value));
      return {
        left: inside((100 * x) / width),
        top: inside((100 * y) / height),
        right: inside((100 * (x + wide)) / width),
        bottom: inside((100 * (y + high)) / height),
      };
    },
  };
}
