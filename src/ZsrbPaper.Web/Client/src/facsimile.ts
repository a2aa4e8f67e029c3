// A page's facsimile in OpenSeadragon: what the readers' viewer and the desk's page editor have in common.
import OpenSeadragon from "openseadragon";

const zoom = (factor: number) => (viewer: OpenSeadragon.Viewer) => viewer.viewport.zoomBy(factor, undefined, isCalm());
const pan = (x: number, y: number) => (viewer: OpenSeadragon.Viewer) => {
  const step = viewer.viewport.getBounds().width / 6;
  viewer.viewport.panBy(new OpenSeadragon.Point(x * step, y * step), isCalm());
};
const acts: Record<string, (viewer: OpenSeadragon.Viewer) => void> = {
  "+": zoom(1.5),
  "=": zoom(1.5),
  "-": zoom(1 / 1.5),
  "_": zoom(1 / 1.5),
  "0": (viewer) => viewer.viewport.goHome(isCalm()),
  ArrowLeft: pan(-1, 0),
  ArrowRight: pan(1, 0),
  ArrowUp: pan(0, -1),
  ArrowDown: pan(0, 1),
};

/** Whether the reader asked for less movement. */
export function isCalm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Shows the tiles of a facsimile, with gestures but without keys and controls.
 * @param tiles Folder of the tiles.
 */
export function openFacsimile(element: HTMLElement, width: number, height: number, tiles: string): OpenSeadragon.Viewer {
  forbidInlineStyle();
  const calm = isCalm();
  const viewer = OpenSeadragon({
    element,
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
  // Its own keys also rotate, mirror and leaf, which no newspaper page needs.
  viewer.addHandler("canvas-key", (event) => (event.preventDefaultAction = true));
  // Scrolling out of a page that is shown whole scrolls on through the document.
  viewer.addHandler("canvas-scroll", (event) => {
    if (event.scroll !== undefined && event.scroll < 0 && isHome(viewer)) {
      event.preventDefaultAction = true;
      event.preventDefault = false;
    }
  });
  return viewer;
}

/** Whether the page is shown whole. */
export function isHome(viewer: OpenSeadragon.Viewer): boolean {
  return viewer.viewport.getZoom() <= viewer.viewport.getHomeZoom() * 1.02;
}

/** Does what a key means: + - 0 (the whole page) and the arrows. False for any other. */
export function pressKey(viewer: OpenSeadragon.Viewer, key: string): boolean {
  const act = acts[key];
  act?.(viewer);
  if (act) viewer.viewport.applyConstraints(isCalm());
  return act !== undefined;
}

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
