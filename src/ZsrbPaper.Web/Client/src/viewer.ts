// Deep zoom: OpenSeadragon in the place of the plain picture, with the same drawing of links laid over it, so that areas
// stay on their articles however the page is zoomed and moved.
import OpenSeadragon from "openseadragon";

export interface Viewer {
  isHome(): boolean;
  focus(): void;
  close(): void;
}

type Act = (viewer: OpenSeadragon.Viewer, calm: boolean) => void;

const zoom = (factor: number): Act => (viewer, calm) => viewer.viewport.zoomBy(factor, undefined, calm);
const pan = (x: number, y: number): Act => (viewer, calm) => {
  const step = viewer.viewport.getBounds().width / 6;
  viewer.viewport.panBy(new OpenSeadragon.Point(x * step, y * step), calm);
};
const keys: Record<string, Act> = {
  "+": zoom(1.5),
  "=": zoom(1.5),
  "-": zoom(1 / 1.5),
  "_": zoom(1 / 1.5),
  "0": (viewer, calm) => viewer.viewport.goHome(calm),
  ArrowLeft: pan(-1, 0),
  ArrowRight: pan(1, 0),
  ArrowUp: pan(0, -1),
  ArrowDown: pan(0, 1),
};

/**
 * OpenSeadragon adds a style element unless it finds its own; the content security policy would refuse it, loudly. What it
 * finds here has the name alone, and is no style element of HTML's.
 */
function forbidInlineStyle(): void {
  const mark = "data-openseadragon-mobile-css";
  if (document.querySelector(`style[${mark}]`)) return;
  const decoy = document.createElementNS("urn:zsrbpaper", "style");
  decoy.setAttribute(mark, "");
  document.head.append(decoy);
}

export function openViewer(stage: HTMLElement, { onClose }: { onClose: () => void }): Viewer {
  const width = Number(stage.dataset["width"]);
  const height = Number(stage.dataset["height"]);
  const tiles = stage.dataset["tiles"] ?? "";
  const sheet = stage.querySelector<HTMLElement>(".sheet")!;
  const areas = stage.querySelector<SVGSVGElement>(".areas")!;
  const tools = stage.querySelector<HTMLElement>(".stage-tools")!;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const glass = document.createElement("div");
  glass.className = "glass";
  stage.insertBefore(glass, tools);
  forbidInlineStyle();

  const viewer = OpenSeadragon({
    element: glass,
    showNavigationControl: false,
    drawer: "canvas",
    // The names of OpenSeadragon's own gestures; a click must reach the article, not zoom.
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: false, flickEnabled: false },
    gestureSettingsTouch: { clickToZoom: false, dblClickToZoom: true, pinchRotate: false },
    gestureSettingsPen: { clickToZoom: false },
    animationTime: calm ? 0 : 0.4,
    springStiffness: 9,
    immediateRender: calm,
    blendTime: 0,
    visibilityRatio: 1,
    constrainDuringPan: true,
    minZoomImageRatio: 1,
    maxZoomPixelRatio: 2,
    zoomPerScroll: 1.25,
    tileSources: {
      width,
      height,
      tileSize: 512,
      tileOverlap: 0,
      minLevel: 0,
      maxLevel: Math.ceil(Math.log2(Math.max(width, height))),
      getTileUrl: (level: number, x: number, y: number) => `${tiles}/${level}/${x}_${y}.jpg`,
    },
  });

  const focused = areas.contains(document.activeElement) ? (document.activeElement as SVGElement) : null;
  const isHome = () => viewer.viewport.getZoom() <= viewer.viewport.getHomeZoom() * 1.02;

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
  // Its own keys also rotate, mirror and leaf, which no newspaper page needs: these are all there are.
  viewer.addHandler("canvas-key", (event) => (event.preventDefaultAction = true));
  canvas.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act(viewer, calm);
    viewer.viewport.applyConstraints(calm);
  });

  // Scrolling out of a page that is shown whole scrolls on through the document.
  viewer.addHandler("canvas-scroll", (event) => {
    if (event.scroll !== undefined && event.scroll < 0 && isHome()) {
      event.preventDefaultAction = true;
      event.preventDefault = false;
    }
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
      viewer.viewport.panTo(viewer.viewport.pointFromPixel(middle), calm);
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
    const act = word === "in" ? keys["+"] : word === "out" ? keys["-"] : word === "home" ? keys["0"] : undefined;
    act?.(viewer, calm);
    if (act) viewer.viewport.applyConstraints(calm);
  };
  tools.addEventListener("click", press);

  return {
    isHome,
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
