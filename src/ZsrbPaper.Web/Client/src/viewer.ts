// Deep zoom: OpenSeadragon in the place of the plain picture, with the same drawing of links laid over it, so that areas
// stay on their articles however the page is zoomed and moved.
import OpenSeadragon from "openseadragon";
import { isCalm, isHome, openFacsimile, pressKey } from "./facsimile";

export interface Viewer {
  isHome(): boolean;
  focus(): void;
  close(): void;
}

export function openViewer(stage: HTMLElement, { onClose }: { onClose: () => void }): Viewer {
  const width = Number(stage.dataset["width"]);
  const height = Number(stage.dataset["height"]);
  const tiles = stage.dataset["tiles"] ?? "";
  const sheet = stage.querySelector<HTMLElement>(".sheet")!;
  const areas = stage.querySelector<SVGSVGElement>(".areas")!;
  const tools = stage.querySelector<HTMLElement>(".stage-tools")!;
  const glass = document.createElement("div");
  glass.className = "glass";
  stage.insertBefore(glass, tools);
  const viewer = openFacsimile(glass, width, height, tiles);
  const focused = areas.contains(document.activeElement) ? (document.activeElement as SVGElement) : null;

  viewer.addOnceHandler("open", () => {
    viewer.addOverlay({ element: areas as unknown as HTMLElement, location: new OpenSeadragon.Rect(0, 0, 1, height / width) });
    focused?.focus();
    tools.hidden = false;
    // The plain picture stays behind until the tiles are there, so that nothing blinks.
    viewer.world.getItemAt(0).whenFullyLoaded(() => sheet.classList.add("is-covered"));
  });

  const canvas = viewer.canvas as HTMLElement;
  canvas.setAttribute("role", "group");
  canvas.setAttribute("aria-label", "可缩放的版面图");
  canvas.setAttribute("aria-keyshortcuts", "+ - 0 ArrowUp ArrowDown ArrowLeft ArrowRight");
  canvas.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && pressKey(viewer, event.key)) event.preventDefault();
  });

  // OpenSeadragon captures the pointer, so a press never reaches the links by itself: it is handed on as a click.
  viewer.addHandler("canvas-click", (event) => {
    const press = event.originalEvent as MouseEvent;
    if (!event.quick || press.button > 0) return;
    const link = document.elementsFromPoint(press.clientX, press.clientY).map((element) => element.closest(".areas a")).find((found) => found);
    if (link) {
      event.preventDefaultAction = true;
      stage.dataset["pressed"] = String(performance.now());
      link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: press.ctrlKey, metaKey: press.metaKey, shiftKey: press.shiftKey }));
    }
  });

  // It also cancels every click within itself, that of the Enter key on a link too.
  const keepClick = (event: Event) => event.stopPropagation();
  areas.addEventListener("click", keepClick);

  // An area that has the focus is brought into sight.
  const reveal = (event: FocusEvent) => {
    const area = event.target instanceof SVGElement && areas.contains(event.target) ? event.target.getBoundingClientRect() : null;
    if (!area || !(event.target as SVGElement).matches(":focus-visible")) return;
    const view = glass.getBoundingClientRect();
    if (area.left < view.left || area.top < view.top || area.right > view.right || area.bottom > view.bottom) {
      const middle = new OpenSeadragon.Point(area.left + area.width / 2 - view.left, area.top + area.height / 2 - view.top);
      viewer.viewport.panTo(viewer.viewport.pointFromPixel(middle), isCalm());
      viewer.viewport.applyConstraints();
    }
  };
  // Listened to from outside the drawing, which Chromium would otherwise make a stop of its own.
  glass.addEventListener("focusin", reveal);

  const press = (event: Event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button[data-zoom]") : null;
    const word = button?.dataset["zoom"];
    if (word === "close") {
      onClose();
      return;
    }
    const key = word === "in" ? "+" : word === "out" ? "-" : word === "home" ? "0" : undefined;
    if (key) pressKey(viewer, key);
  };
  tools.addEventListener("click", press);

  return {
    isHome: () => isHome(viewer),
    focus: () => canvas.focus(),
    close: () => {
      tools.removeEventListener("click", press);
      areas.removeEventListener("click", keepClick);
      tools.hidden = true;
      // Back to where the page brought it, without what the viewer wrote on it.
      viewer.removeOverlay(areas as unknown as HTMLElement);
      areas.removeAttribute("style");
      sheet.append(areas);
      sheet.classList.remove("is-covered");
      viewer.destroy();
      glass.remove();
    },
  };
}
