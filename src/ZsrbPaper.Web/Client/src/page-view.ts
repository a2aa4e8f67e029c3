// The page view: areas and list lines light up together, a first tap shows the title, swipes turn the page, and the
// viewer takes the picture's place.
import type { Viewer } from "./viewer";

const stage = document.querySelector<HTMLElement>(".stage");
const narrow = matchMedia("(max-width: 699.98px)");
let viewer: Viewer | null = null;

linkAreasAndList();
if (stage) {
  startTaps(stage);
  startSwipes(stage);
  startViewer(stage);
}

function articleOf(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest<HTMLElement | SVGElement>("[data-article]")?.dataset["article"] ?? null) : null;
}

function linkAreasAndList(): void {
  let pointed: string | null = null;
  let focused: string | null = null;
  let named: string | null = null;
  const light = () => {
    for (const element of document.querySelectorAll<HTMLElement | SVGElement>("[data-article]")) {
      const key = element.dataset["article"] ?? null;
      element.classList.toggle("is-lit", key !== null && (key === pointed || key === focused || key === named));
    }
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const key = articleOf(event.target);
    if (key !== pointed) {
      pointed = key;
      light();
    }
  });
  document.documentElement.addEventListener("pointerleave", () => {
    pointed = null;
    light();
  });
  document.addEventListener("focusin", (event) => {
    focused = articleOf(event.target);
    light();
  });
  document.addEventListener("focusout", () => {
    focused = null;
    light();
  });
  // The address may name an area, as links from a search do: all of its article's areas stay lit.
  const name = () => {
    named = articleOf(document.getElementById(location.hash.slice(1)));
    light();
  };
  addEventListener("hashchange", name);
  name();
}

/** With a finger there is no hovering: the first tap on an area shows its title in a bar, the second opens it. */
function startTaps(stage: HTMLElement): void {
  const bar = document.querySelector<HTMLElement>(".tap-bar");
  if (!bar) return;
  let pointerType = "";
  let armed: string | null = null;
  const disarm = () => {
    armed = null;
    bar.hidden = true;
    bar.replaceChildren();
    for (const area of stage.querySelectorAll(".is-armed")) area.classList.remove("is-armed");
  };
  document.addEventListener("pointerdown", (event) => (pointerType = event.pointerType), true);
  document.addEventListener("keydown", (event) => {
    pointerType = "";
    if (event.key === "Escape") disarm();
  }, true);
  document.addEventListener("click", (event) => {
    const area = event.target instanceof Element ? event.target.closest<SVGAElement>(".areas a") : null;
    if (!area) {
      if (!(event.target instanceof Element && event.target.closest(".tap-bar"))) disarm();
      return;
    }
    // With a finger the browser's own click follows the one that the viewer handed on.
    if (event.isTrusted && performance.now() - Number(stage.dataset["pressed"] ?? -Infinity) < 700) {
      event.preventDefault();
      return;
    }
    const key = articleOf(area);
    if (pointerType !== "touch" || key === armed) return;
    event.preventDefault();
    disarm();
    armed = key;
    for (const part of stage.querySelectorAll<SVGAElement>(".areas a")) part.classList.toggle("is-armed", part.dataset["article"] === key);
    const link = document.createElement("a");
    link.href = area.href.baseVal;
    const title = document.createElement("span");
    title.textContent = area.getAttribute("aria-label") ?? "";
    const open = document.createElement("b");
    open.textContent = "阅读";
    link.append(title, open);
    bar.append(link);
    bar.hidden = false;
  }, true);
}

/** A swipe turns the page: only with one finger, not zoomed, and not from the screen's edge, where the system's own gesture begins. */
function startSwipes(stage: HTMLElement): void {
  const edge = 32;
  let start: { x: number; y: number; time: number } | null = null;
  const isZoomed = () => (window.visualViewport?.scale ?? 1) > 1.02 || (viewer !== null && !viewer.isHome());
  stage.addEventListener("touchstart", (event) => {
    const touch = event.touches[0];
    start = event.touches.length === 1 && touch && !isZoomed() && touch.clientX > edge && touch.clientX < innerWidth - edge
      ? { x: touch.clientX, y: touch.clientY, time: event.timeStamp }
      : null;
  }, { passive: true });
  stage.addEventListener("touchmove", (event) => {
    if (event.touches.length > 1) start = null;
  }, { passive: true });
  stage.addEventListener("touchcancel", () => (start = null));
  stage.addEventListener("touchend", (event) => {
    const touch = event.changedTouches[0];
    if (!start || !touch || isZoomed()) return;
    const across = touch.clientX - start.x;
    const down = Math.abs(touch.clientY - start.y);
    if (Math.abs(across) < 64 || down > Math.abs(across) / 2 || event.timeStamp - start.time > 700) return;
    start = null;
    document.querySelector<HTMLAnchorElement>(across < 0 ? "a[rel=next][href]" : "a[rel=prev][href]")?.click();
  });
}

/** On wide screens the viewer starts by itself once the page has loaded; on narrow ones a button opens it over the whole screen. */
function startViewer(stage: HTMLElement): void {
  const button = document.querySelector<HTMLButtonElement>(".stage-start button");
  const close = () => {
    document.documentElement.classList.remove("viewer-open");
    viewer?.close();
    viewer = null;
    button?.focus();
  };
  const open = async () => {
    const { openViewer } = await import("./viewer");
    viewer ??= openViewer(stage, { onClose: close });
  };
  const suit = () => {
    if (!narrow.matches) {
      document.documentElement.classList.remove("viewer-open");
      void open();
    } else if (viewer && !document.documentElement.classList.contains("viewer-open")) {
      viewer.close();
      viewer = null;
    }
  };
  button?.addEventListener("click", async () => {
    document.documentElement.classList.add("viewer-open");
    await open();
    viewer?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.documentElement.classList.contains("viewer-open")) close();
  });
  narrow.addEventListener("change", suit);
  if (document.readyState === "complete") suit();
  else addEventListener("load", suit, { once: true });
}
