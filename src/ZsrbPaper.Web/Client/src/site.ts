// What every page does with script: reading comfort, copying with the source, arrow keys, prefetching, related articles, search.
import { startComfort } from "./comfort";
import { startCitation } from "./citation";
import { markFoundWords } from "./found-words";
import { startPrefetch } from "./prefetch";
import { startRelated } from "./related";

startComfort();
startCitation();
startPrefetch();
markFoundWords();
startRelated();

// Suggestions come with the first look at a search box.
const started = new Set<HTMLInputElement>();
const suggest = async (target: EventTarget | null) => {
  if (!(target instanceof HTMLInputElement) || !target.dataset["suggest"] || started.has(target)) return;
  started.add(target);
  (await import("./suggest")).startSuggestions(target);
};
document.addEventListener("focusin", (event) => void suggest(event.target));
void suggest(document.activeElement);

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
