// The neighbours of a page are fetched while it is read, other links of the portal when a reader points at them.
// Not for readers who save data, and no searches: they cost the portal more than a page.

interface NetworkInformation {
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}

const fetched = new Set<string>([location.href.split("#")[0] ?? ""]);

export function startPrefetch(): void {
  const network = (navigator as Navigator & { readonly connection?: NetworkInformation }).connection;
  if (network?.saveData || network?.effectiveType?.includes("2g")) return;

  const idle: (task: () => void) => void = "requestIdleCallback" in window ? (task) => requestIdleCallback(task, { timeout: 3000 }) : (task) => setTimeout(task, 1000);
  const neighbours = () => {
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[rel=next][href], a[rel=prev][href]")) prefetch(link);
  };
  if (document.readyState === "complete") idle(neighbours);
  else addEventListener("load", () => idle(neighbours), { once: true });

  let timer = 0;
  document.addEventListener("pointerover", (event) => {
    clearTimeout(timer);
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    // A pointer that only crosses a link does not mean it.
    if (link && event.pointerType === "mouse") timer = window.setTimeout(() => prefetch(link), 80);
  });
}

function prefetch(link: Element): void {
  const url = new URL(link.getAttribute("href") ?? "", location.href);
  url.hash = "";
  if (url.origin !== location.origin || url.pathname.endsWith(".pdf") || url.pathname === "/search" || fetched.has(url.href)) return;
  fetched.add(url.href);
  const hint = document.createElement("link");
  hint.rel = "prefetch";
  hint.href = url.href;
  document.head.append(hint);
}
