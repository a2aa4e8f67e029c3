// Saving a page's areas and the order of its articles: by itself soon after each change, or by the button where a change would hold or
// reach a release; kept in this browser until it is done.
import { orderOf } from "./article-order";
import { newArea, type Area } from "./area-sheet";
import { waitForSignIn } from "./session";
import { numbersOf, textOf } from "./shapes";
import { text } from "./texts";

/** What the server has. */
interface Stored {
  version: string;
  areas: Tied[];
  order: string;
}

type Tied = [article: string, points: string];

/** What this browser keeps: the areas that are saved when they are, those without an article, and what they were drawn upon. */
interface Kept {
  upon: Tied[];
  tied: Tied[];
  loose: string[];
}

const pauseMs = 1000;
const retryMs = 5000;

/** What is saved: the areas as they are drawn, and the order of the list. */
export interface Work {
  areas(): Area[];
  /** Draws these areas instead. */
  show(areas: Area[]): void;
  order(): string;
  /** Puts the list into this order, as far as it has the articles. */
  arrange(order: string): void;
}

export function startSaving(view: HTMLElement, { areas, show, order, arrange }: Work) {
  const storage = view.dataset["storage"]!;
  const isByItself = view.dataset["autosave"] === "true";
  const form = document.getElementById("points") as HTMLFormElement;
  const state = document.getElementById("makeup-state") as HTMLElement;
  let stored = storedIn(document);
  let timer = 0;
  let isBusy = false;
  let isAgain = false;
  /** While two versions stand against each other. */
  let isStopped = false;
  /** The page lists other articles by now. */
  let isOldList = false;

  const tied = (): Tied[] => areas().filter((area) => area.article).map((area) => [area.article, textOf(area.points)]);
  const loose = (): string[] => areas().filter((area) => !area.article).map((area) => textOf(area.points));
  const hasAreas = () => !equal(tied(), stored.areas);
  const hasOrder = () => order() !== stored.order;
  const isDirty = () => hasAreas() || hasOrder();

  const say = (words: string, isBad = false) => {
    state.textContent = words;
    state.dataset["kind"] = isBad ? "bad" : "";
  };
  const report = (isSaved: boolean) => {
    const without = loose().length;
    const words = isDirty() ? text(isByItself ? "unsaved" : "unsavedUntilPressed") : isSaved ? text("saved") : "";
    say(without > 0 ? `${words}${text("loose", without)}` : words);
  };
  const keep = () => {
    try {
      if (!hasAreas() && loose().length === 0) localStorage.removeItem(storage);
      else localStorage.setItem(storage, JSON.stringify({ upon: stored.areas, tied: tied(), loose: loose() } satisfies Kept));
    } catch {
      // Private windows have no storage.
    }
  };

  const changed = () => {
    keep();
    if (isStopped) return;
    report(false);
    clearTimeout(timer);
    if (isByItself && isDirty()) timer = window.setTimeout(() => void save(), pauseMs);
  };

  /** True when everything that can be saved is. */
  const save = async (): Promise<boolean> => {
    clearTimeout(timer);
    if (isBusy) {
      isAgain = true;
      return false;
    }
    isBusy = true;
    try {
      do {
        isAgain = false;
        if (isStopped) return false;
        if (hasAreas() && !(await saveAreas())) continue;
        if (hasOrder()) await saveOrder();
      } while (isAgain);
    } finally {
      isBusy = false;
    }
    if (isDirty()) return false;
    if (isOldList) location.reload();
    return true;
  };

  const saveAreas = async (): Promise<boolean> => {
    const now = tied();
    const data = new FormData();
    now.forEach(([article, points], index) => {
      data.set(`Input.Areas[${index}].Article`, article);
      data.set(`Input.Areas[${index}].Points`, points);
    });
    return await post("Areas", data, () => (stored.areas = now));
  };
  const saveOrder = async (): Promise<boolean> => {
    const now = order();
    const data = new FormData();
    data.set("Input.Order", now);
    return await post("Order", data, () => (stored.order = now));
  };

  const post = async (handler: string, data: FormData, done: () => void): Promise<boolean> => {
    data.set("Input.Version", stored.version);
    say(text("saving"));
    let answer: Response;
    try {
      answer = await fetch(`${location.pathname}?handler=${handler}`, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json", RequestVerificationToken: form.querySelector<HTMLInputElement>("input[name=__RequestVerificationToken]")!.value },
        redirect: "manual",
      });
    } catch {
      later(text("unreachable"));
      return false;
    }
    if (answer.ok) {
      const { version } = (await answer.json()) as { version: number };
      done();
      setVersion(String(version));
      keep();
      report(true);
      return true;
    }
    switch (answer.type === "opaqueredirect" ? 401 : answer.status) {
      case 409:
        await meet();
        return false;
      case 422:
        say(((await answer.json()) as { problem: string }).problem, true);
        return false;
      case 400:
      case 401:
        say(text("expired"), true);
        waitForSignIn(state, () => void save());
        return false;
      case 403:
      case 404:
        say(text("refused"), true);
        return false;
      default:
        later(text("serverFailed"));
        return false;
    }
  };

  /** The other forms of the page go by the same version, as long as they were filled in on it. */
  const setVersion = (version: string) => {
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name='Input.Version']")) {
      if (input.value === stored.version) input.value = version;
    }
    stored.version = version;
  };

  const later = (words: string) => {
    say(words, true);
    timer = window.setTimeout(() => void save(), retryMs);
  };

  /** Someone else saved this page. Only when both changed the same thing is there anything to choose. */
  const meet = async (): Promise<void> => {
    let theirs: Stored;
    try {
      const answer = await fetch(location.pathname, { redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      theirs = storedIn(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      later(text("unreachable"));
      return;
    }
    const isClash = (hasAreas() && !equal(theirs.areas, stored.areas) && !equal(theirs.areas, tied()))
      || (hasOrder() && theirs.order !== stored.order && theirs.order !== order());
    if (isClash) {
      ask(theirs);
      return;
    }
    adopt(theirs, !hasAreas(), !hasOrder());
    isAgain = true;
  };

  /** Goes on from what someone else saved, with their areas and their order or with one's own. */
  const adopt = (theirs: Stored, theirAreas: boolean, theirOrder: boolean): void => {
    // What belongs to no article yet takes nothing from theirs.
    if (theirAreas) show([...toAreas(theirs.areas), ...areas().filter((area) => !area.article)]);
    const isSameList = sorted(theirs.order) === sorted(order());
    if (theirOrder || !isSameList) arrange(theirs.order);
    stored = { ...theirs, order: isSameList ? theirs.order : order() };
    isOldList ||= !isSameList;
    keep();
  };

  const ask = (theirs: Stored): void => {
    isStopped = true;
    say(text("conflict"), true);
    const bar = (document.getElementById("conflict") as HTMLTemplateElement).content.firstElementChild!.cloneNode(true) as HTMLElement;
    view.before(bar);
    bar.focus();
    bar.addEventListener("click", (event) => {
      const choice = (event.target as Element).closest<HTMLElement>("[data-choice]")?.dataset["choice"];
      if (!choice) return;
      bar.remove();
      isStopped = false;
      adopt(theirs, choice === "theirs", choice === "theirs");
      report(true);
      void save();
    });
  };

  /** What could not be saved the last time comes back: by itself when nobody has changed the areas since, else the choice is put. */
  const bringBack = (): void => {
    let kept: Kept;
    try {
      kept = JSON.parse(localStorage.getItem(storage) ?? "null") as Kept;
      if (!kept) return;
    } catch {
      return;
    }
    const isUnsaved = !equal(kept.tied, kept.upon) && !equal(kept.tied, stored.areas);
    const looseAreas = toAreas(kept.loose.map((points): Tied => ["", points]));
    const theirs = { ...stored };
    if (isUnsaved && !equal(kept.upon, stored.areas)) stored.areas = kept.upon;
    show([...toAreas(isUnsaved ? kept.tied : stored.areas), ...looseAreas]);
    if (isUnsaved && !equal(stored.areas, theirs.areas)) ask(theirs);
    else {
      changed();
      if (isUnsaved || looseAreas.length > 0) say(`${text("restored")}${state.textContent}`);
    }
  };

  addEventListener("beforeunload", (event) => {
    if (!isDirty()) return;
    keep();
    event.preventDefault();
  });
  // Other forms of the page lead away from it: first what was drawn.
  document.addEventListener("submit", (event) => {
    const other = event.target as HTMLFormElement;
    if (event.defaultPrevented || !isByItself || !isDirty() || other.method === "dialog") return;
    event.preventDefault();
    const button = event.submitter;
    void save().then((isSaved) => {
      if (isSaved) other.requestSubmit(button);
    });
  });

  show(toAreas(stored.areas));
  bringBack();
  return { changed, save };
}

/** What the page says that the server has. */
function storedIn(page: Document): Stored {
  const form = page.getElementById("points")!;
  return {
    version: form.querySelector<HTMLInputElement>("input[name='Input.Version']")!.value,
    areas: [...form.querySelectorAll(".makeup-row")]
      .map((row): Tied => [row.querySelector("select")!.value, row.querySelector("input")!.value])
      .filter(([, points]) => points !== "")
      .map(([article, points]): Tied => [article, textOf(numbersOf(points))]),
    order: orderOf(page.getElementById("articles")!),
  };
}

function toAreas(tied: Tied[]): Area[] {
  return tied.map(([article, points]) => newArea(article, numbersOf(points)));
}

function equal(some: Tied[], others: Tied[]): boolean {
  return JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());
}

function sorted(order: string): string {
  return order.split(",").sort().join(",");
}
