// What every page does with script: reading comfort, copying with the source, arrow keys, prefetching.
import { startComfort } from "./comfort";
import { startCitation } from "./citation";
import { startPrefetch } from "./prefetch";

startComfort();
startCitation();
startPrefetch();

// ArrowLeft and ArrowRight turn the page while nothing else has a use for them.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const focused = document.activeElement;
  if (focused && focused !== document.body && focused.id !== "main") return;
  const rel = event.key === "ArrowLeft" ? "prev" : event.key === "ArrowRight" ? "next" : null;
  const link = rel && document.querySelector<HTMLAnchorElement>(`a[rel=${rel}][href]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
