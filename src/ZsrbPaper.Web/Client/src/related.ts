// Related articles are looked for when a reader comes near the foot of an article; until then, and without script, a link leads to them.

/** How far below the window the foot is when they are fetched, so that they are there when it is seen. */
const AHEAD = "0px 0px 600px 0px";

export function startRelated(): void {
  const section = document.querySelector<HTMLElement>("[data-related]");
  const link = section?.querySelector("a");
  if (!section || !link) return;
  const watcher = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watcher.disconnect();
    void show(section, link);
  }, { rootMargin: AHEAD });
  watcher.observe(section);
}

async function show(section: HTMLElement, link: HTMLAnchorElement): Promise<void> {
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) return;
    const list = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".related-list");
    if (list) {
      link.replaceWith(...link.childNodes);
      section.append(list);
    } else {
      section.hidden = true;
    }
  } catch {
    // The network is away: the link stays.
  }
}
