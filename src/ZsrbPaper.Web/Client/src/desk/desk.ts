// What every page of the desk runs: keys. Pages say in their markup what keys do, so that nothing here knows them:
// data-key="v" on a link or button anywhere, data-key="Ctrl+s" or "Alt+PageDown" also while typing; [data-row] rows that j and k
// walk through; data-row-key="1" within a row. A control with data-opens opens the dialog of that id: the sheet of keys by "?".

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-row]")];

let current: HTMLElement | undefined;

/** Whether the keys that are typed are text. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox],[type=radio]),textarea,select"));
}

function choose(row: HTMLElement | undefined): void {
  if (!row) return;
  current?.removeAttribute("data-current");
  current = row;
  row.setAttribute("data-current", "");
  const link = row.querySelector<HTMLElement>("a[href],button");
  (link ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by: number): void {
  const all = rows();
  const at = current ? all.indexOf(current) : by > 0 ? -1 : all.length;
  choose(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function click(selector: string, within: ParentNode): boolean {
  const control = within.querySelector<HTMLElement>(selector);
  if (!control || (control as HTMLButtonElement).disabled) return false;
  control.click();
  return true;
}

for (const opener of document.querySelectorAll<HTMLElement>("[data-opens]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => {
    const dialog = document.getElementById(opener.dataset["opens"]!) as HTMLDialogElement;
    if (dialog.open) dialog.close();
    else dialog.showModal();
  });
}

/** The key as data-key names it; null for a key alone that is no character, and for those that only shift. */
function nameOf(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
  }
  return event.key.length === 1 ? event.key : null;
}

function press(key: string): boolean {
  if (key === "j" || key === "k") {
    if (rows().length === 0) return false;
    step(key === "j" ? 1 : -1);
    return true;
  }
  const name = CSS.escape(key);
  return (current !== undefined && click(`[data-row-key="${name}"]`, current)) || click(`[data-key="${name}"]`, document);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  if (isTyping(event.target)) {
    if (event.key === "Escape") (event.target as HTMLElement).blur();
    if (name === null || name.length === 1) return;
  }
  if (document.querySelector("dialog[open]") && name !== "?") return;
  if (name !== null && press(name)) event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-row]") : null;
  if (row && row !== current) {
    current?.removeAttribute("data-current");
    current = row;
    row.setAttribute("data-current", "");
  }
});

// After passing a review the page comes back at its print page: go on where the eye was.
const place = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
if (place) choose(place.querySelector<HTMLElement>("[data-row]") ?? undefined);

const plainTitle = document.title;

/** A held release rings in the tab's title too. */
function ring(): void {
  const alarm = document.querySelector("[data-alarm] strong");
  document.title = alarm ? `【${alarm.textContent}】${plainTitle}` : plainTitle;
}

/** Looks every 20 seconds whether a release is held, on pages that show alarms; what is typed elsewhere on the page is left alone. */
async function watch(): Promise<void> {
  const holder = document.querySelector<HTMLElement>("[data-alarms]");
  if (!holder || document.hidden) return;
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-alarms]");
    if (fresh && fresh.textContent !== holder.textContent && !holder.contains(document.activeElement)) {
      holder.replaceChildren(...fresh.children);
      ring();
    }
  } catch {
    // The network is away; the next look is in 20 seconds.
  }
}

ring();
if (document.querySelector("[data-alarms]")) setInterval(() => void watch(), 20_000);

export {};
