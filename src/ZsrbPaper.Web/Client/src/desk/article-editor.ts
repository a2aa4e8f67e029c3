// The article page: saved as you type, kept in this browser until it is; preview and checks beside it; photos; who else is here.
import { markdownOf, plainOf } from "./clean-paste";
import { insert, mark, markOfKey } from "./markdown-keys";
import { startPhotos } from "./photo-list";
import { waitForSignIn } from "./session";
import { text } from "./texts";

const form = document.getElementById("copy") as HTMLFormElement;
const body = document.getElementById("Body") as HTMLTextAreaElement;
const basis = document.getElementById("Basis") as HTMLInputElement;
const state = document.getElementById("copy-state")!;
const others = document.getElementById("copy-others")!;
const reading = document.getElementById("copy-read")!;
const conflict = document.getElementById("copy-conflict")!;
const list = document.getElementById("photo-list")!;
const progress = document.getElementById("photo-progress")!;
const files = document.getElementById("Files") as HTMLInputElement;
const storage = form.dataset["storage"]!;

/** What is typed, as one text, to find out whether it changed. The basis and files are no part of it. */
function typed(): string {
  const data = new FormData(form);
  for (const name of ["Input.Basis", "Input.Over", "Input.Files", "Input.Pick", "Input.Note", "__RequestVerificationToken"]) data.delete(name);
  return JSON.stringify([...data.entries()]);
}

let saved = typed();
let saving: Promise<boolean> | null = null;
let timer = 0;
let stopped = conflict.children.length > 0;

function say(words: string, kind: "" | "busy" | "bad" = ""): void {
  state.textContent = words;
  state.dataset["kind"] = kind;
}

function post(handler: string, data: FormData, signal?: AbortSignal): Promise<Response> {
  const address = new URL(location.href);
  address.search = `?handler=${handler}`;
  address.hash = "";
  return fetch(address, {
    method: "POST",
    body: data,
    headers: { RequestVerificationToken: token() },
    redirect: "manual",
    ...(signal ? { signal } : {}),
  });
}

const token = () => form.querySelector<HTMLInputElement>("input[name=__RequestVerificationToken]")?.value ?? "";

function withoutFiles(): FormData {
  const data = new FormData(form);
  data.delete("Input.Files");
  data.delete("Input.Pick");
  return data;
}

// ---- Saving

function keep(): void {
  try {
    const now = typed();
    if (now === saved) localStorage.removeItem(storage);
    else localStorage.setItem(storage, JSON.stringify({ basis: basis.value, at: Date.now(), typed: now }));
  } catch {
    // Private windows have no storage: the server's copy is then the only one.
  }
}

function changed(): void {
  keep();
  if (stopped) return;
  say(text("writing"), "busy");
  clearTimeout(timer);
  timer = window.setTimeout(() => void save(), 1500);
  preview();
}

/** Saves what is typed; true when nothing is left to save. */
async function save(over?: string): Promise<boolean> {
  clearTimeout(timer);
  if (saving) await saving;
  const now = typed();
  if (now === saved && !over) return true;
  if (stopped && !over) return false;
  saving = send(now, over);
  const done = await saving;
  saving = null;
  return done;
}

async function send(now: string, over?: string): Promise<boolean> {
  const data = withoutFiles();
  if (over) data.set("Input.Over", over);
  say(text("saving"), "busy");
  let answer: Response;
  try {
    answer = await post("Save", data);
  } catch {
    again(text("unreachable"));
    return false;
  }
  if (answer.ok) {
    const { basis: next, savedAt, title, isCorrection } = (await answer.json()) as { basis: string; savedAt: string; title: string | null; isCorrection: boolean };
    basis.value = next;
    saved = now;
    stopped = false;
    keep();
    const words = text(isCorrection ? "correctionSaved" : "saved", savedAt);
    say(title === null ? words : text("titleKept", words, title));
    dropRemoved();
    if (typed() !== saved) changed();
    return true;
  }
  switch (answer.type === "opaqueredirect" ? 401 : answer.status) {
    case 409:
      stopped = true;
      conflict.innerHTML = await answer.text();
      conflict.querySelector<HTMLElement>(".conflict")!.focus();
      say(text("conflict"), "bad");
      return false;
    case 422: {
      const { problems } = (await answer.json()) as { problems: string[] };
      say(text("refused", problems.join(" ")), "bad");
      return false;
    }
    case 400:
    case 401:
    case 403:
      signIn();
      return false;
    case 404:
      say(text("gone"), "bad");
      return false;
    default:
      again(text("serverFailed"));
      return false;
  }
}

function again(words: string): void {
  say(words, "bad");
  timer = window.setTimeout(() => void save(), 5000);
}

/** The session has run out: sign in elsewhere, and saving goes on here. */
function signIn(): void {
  say(text("expired"), "bad");
  waitForSignIn(state, () => void save());
}

conflict.addEventListener("click", (event) => {
  const choice = (event.target as Element).closest<HTMLElement>("[data-choice]");
  if (!choice) return;
  event.preventDefault();
  if (choice.dataset["choice"] === "mine") {
    const over = conflict.querySelector<HTMLElement>(".conflict")!.dataset["basis"]!;
    void save(over).then((done) => {
      if (done) conflict.replaceChildren();
    });
  } else {
    saved = typed();
    keep();
    location.assign(location.pathname);
  }
});

form.addEventListener("input", (event) => {
  if ((event.target as Element).matches("#Files, [name='Input.Pick'], #Note")) return;
  count();
  changed();
});
form.addEventListener("focusout", () => {
  if (typed() !== saved && !stopped) void save();
});
form.addEventListener("submit", (event) => {
  const button = event.submitter as HTMLButtonElement | null;
  if (button && button.id !== "copy-submit") {
    // Proposing and discarding are ordinary forms: what was typed goes along.
    saved = typed();
    keep();
    return;
  }
  event.preventDefault();
  void save();
});
addEventListener("beforeunload", (event) => {
  if (typed() !== saved) {
    keep();
    event.preventDefault();
  }
});

/** What was typed and not saved the last time (a crash, an expired session) is offered back. */
function offerBack(): void {
  let kept: { basis: string; at: number; typed: string };
  try {
    const stored = localStorage.getItem(storage);
    if (!stored) return;
    kept = JSON.parse(stored) as typeof kept;
  } catch {
    return;
  }
  if (kept.typed === saved) {
    localStorage.removeItem(storage);
    return;
  }
  const offer = document.createElement("div");
  offer.className = "status copy-offer";
  offer.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text("kept", new Date(kept.at).toLocaleString(document.documentElement.lang, { hour12: false }));
  const back = document.createElement("button");
  back.type = "button";
  back.className = "primary";
  back.id = "copy-back";
  back.textContent = text("restore");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.textContent = text("discard");
  offer.append(words, back, " ", drop);
  form.before(offer);
  back.addEventListener("click", () => {
    for (const [name, value] of JSON.parse(kept.typed) as [string, string][]) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
        if (field.type !== "hidden" && field.type !== "checkbox") field.value = value;
      }
    }
    // Begun on what was there then: when someone saved since, both are shown.
    basis.value = kept.basis;
    offer.remove();
    count();
    changed();
    body.focus();
  });
  drop.addEventListener("click", () => {
    localStorage.removeItem(storage);
    offer.remove();
  });
}

// ---- Preview and checks

let previewTimer = 0;
let asking: AbortController | null = null;

function preview(): void {
  clearTimeout(previewTimer);
  previewTimer = window.setTimeout(() => void ask(), 600);
}

async function ask(): Promise<void> {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await post("Preview", withoutFiles(), asking.signal);
    if (!answer.ok) return;
    const top = reading.scrollTop;
    reading.innerHTML = await answer.text();
    reading.scrollTop = top;
  } catch {
    // Typed on, or not reachable now: the next one shows it.
  }
}

reading.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("[data-field]");
  if (!link) return;
  event.preventDefault();
  jump(link.dataset["field"]!, Number(link.dataset["offset"]), Number(link.dataset["length"]));
});

/** Selects a place of a field, wherever it is on the page. */
function jump(name: string, offset: number, length: number): void {
  const photo = /^Photos\[(\d+)\]\.(\w+)$/.exec(name);
  const field = photo
    ? list.children[Number(photo[1])]?.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[data-field=${photo[2]}]`)
    : (document.getElementById(name) as HTMLInputElement | HTMLTextAreaElement | null);
  if (!field) return;
  field.focus();
  try {
    field.setSelectionRange(offset, offset + length);
  } catch {
    return;
  }
  if (field === body) {
    // Where the place is: as tall as the text before it in a field of the same width.
    const probe = body.cloneNode() as HTMLTextAreaElement;
    probe.removeAttribute("id");
    probe.removeAttribute("name");
    probe.rows = 1;
    probe.value = body.value.slice(0, offset);
    probe.className = "copy-probe";
    body.after(probe);
    probe.style.width = `${body.clientWidth}px`;
    body.scrollTop = Math.max(0, probe.scrollHeight - body.clientHeight / 2);
    probe.remove();
  }
  field.scrollIntoView({ block: "nearest" });
}

function jumpToHash(): void {
  const place = /^#(.+):(\d+)$/.exec(decodeURIComponent(location.hash));
  if (!place) return;
  const link = [...reading.querySelectorAll<HTMLElement>("[data-field]")].find((each) => each.dataset["field"] === place[1] && each.dataset["offset"] === place[2]);
  jump(place[1]!, Number(place[2]), Number(link?.dataset["length"] ?? 0));
}

addEventListener("hashchange", jumpToHash);

const counter = document.getElementById("copy-count")!;

function count(): void {
  counter.textContent = text("characters", [...body.value.replace(/\s/g, "")].length);
}

// ---- Keys, tools, paste

document.querySelector<HTMLElement>(".copy-tools")!.hidden = false;
document.querySelector(".copy-tools")!.addEventListener("click", (event) => {
  const name = (event.target as Element).closest<HTMLElement>("[data-mark]")?.dataset["mark"];
  if (name) {
    body.focus();
    mark(body, name);
  }
});
for (const link of document.querySelectorAll<HTMLAnchorElement>(".copy-nav :is([rel=prev], [rel=next])")) {
  link.addEventListener("click", (event) => {
    // Another window, as the browser's keys for it say, leaves this page as it is.
    if (typed() === saved || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void save().then(() => location.assign(link.href));
  });
}
body.addEventListener("keydown", (event) => {
  const name = markOfKey(event);
  if (name) {
    event.preventDefault();
    mark(body, name);
  }
});
form.addEventListener("paste", (event) => {
  const data = event.clipboardData;
  if (!data) return;
  const html = data.getData("text/html");
  const pictures = [...data.files].filter((file) => file.type.startsWith("image/"));
  if (pictures.length > 0 && !html) {
    event.preventDefault();
    void upload(pictures);
  } else if (event.target === body) {
    const pasted = html ? markdownOf(html) : plainOf(data.getData("text/plain"));
    if (pasted) {
      event.preventDefault();
      insert(body, pasted);
    }
  } else if (event.target instanceof HTMLInputElement && event.target.type !== "file") {
    event.preventDefault();
    const field = event.target;
    field.setRangeText(plainOf(data.getData("text/plain")).replace(/\s*\n\s*/g, " "), field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// ---- Photos

const photos = startPhotos(list, changed);

function dropRemoved(): void {
  const gone = [...list.querySelectorAll<HTMLInputElement>(".photo-remove input:checked")];
  if (gone.length === 0) return;
  gone.forEach((box) => box.closest("li")!.remove());
  photos.number();
  // Taken away on the server already.
  saved = typed();
  preview();
}

async function upload(chosen: File[], picks: string[] = []): Promise<void> {
  const limit = Number(form.dataset["maxMegabytes"]);
  const tooLarge = chosen.filter((file) => file.size > limit * 1024 * 1024);
  const taken = chosen.filter((file) => file.size <= limit * 1024 * 1024);
  const said = tooLarge.map((file) => text("tooLarge", file.name, limit));
  if (taken.length + picks.length === 0) {
    progress.textContent = said.join(" ");
    return;
  }
  if (!(await save())) {
    progress.textContent = text("saveFirst");
    return;
  }
  for (const [index, file] of [...taken, null].entries()) {
    if (file === null && picks.length === 0) continue;
    progress.textContent = file === null ? text("adding") : text("working", index + 1, taken.length, file.name);
    const data = new FormData();
    data.set("Input.Basis", basis.value);
    if (file) data.append("Input.Files", file, file.name || "photo.png");
    else picks.forEach((hash) => data.append("Input.Pick", hash));
    try {
      const answer = await post("Photos", data);
      if (answer.ok && answer.headers.has("X-Basis")) {
        basis.value = answer.headers.get("X-Basis")!;
        said.push(...decodeURIComponent(answer.headers.get("X-Problems") ?? "").split("\n").filter((problem) => problem));
        take(await answer.text());
      } else if (answer.status === 409) {
        stopped = true;
        conflict.innerHTML = await answer.text();
        conflict.querySelector<HTMLElement>(".conflict")!.focus();
      } else if (answer.status === 422) {
        said.push(...((await answer.json()) as { problems: string[] }).problems);
      } else if (answer.status === 413) {
        said.push(await answer.text());
      } else {
        said.push(text("notAdded", file?.name ?? ""));
      }
    } catch {
      said.push(text("notSent", file?.name ?? ""));
    }
  }
  progress.textContent = said.join(" ") || text("added");
}

function take(html: string): void {
  const items = new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html").querySelectorAll<HTMLElement>("li");
  for (const item of items) {
    if (list.querySelector(`[data-hash="${item.dataset["hash"]}"]`)) continue;
    list.append(item);
    photos.ready(item);
  }
  photos.number();
  saved = typed();
  keep();
  preview();
}

files.addEventListener("change", () => {
  const chosen = [...(files.files ?? [])];
  files.value = "";
  void upload(chosen);
});
form.addEventListener("change", (event) => {
  const pick = event.target as HTMLInputElement;
  if (pick.name === "Input.Pick" && pick.checked) {
    pick.checked = false;
    void upload([], [pick.value]);
  }
});
addEventListener("dragover", (event) => {
  if (event.dataTransfer?.types.includes("Files")) {
    event.preventDefault();
    form.classList.add("is-dropping");
  }
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) form.classList.remove("is-dropping");
});
addEventListener("drop", (event) => {
  form.classList.remove("is-dropping");
  const dropped = [...(event.dataTransfer?.files ?? [])];
  if (dropped.length > 0) {
    event.preventDefault();
    void upload(dropped);
  }
});

// ---- Who else is here

async function beat(): Promise<void> {
  const data = new FormData();
  try {
    const answer = await post("Presence", data);
    if (!answer.ok) return;
    const { others: names } = (await answer.json()) as { others: string[] };
    others.textContent = names.join("，");
    others.hidden = names.length === 0;
  } catch {
    // Not reachable now; saving says so.
  }
}

addEventListener("pagehide", () => {
  const data = new FormData();
  data.set("leave", "true");
  data.set("__RequestVerificationToken", token());
  navigator.sendBeacon(`${location.pathname}?handler=Presence`, data);
});
addEventListener("pageshow", () => void beat());
window.setInterval(() => {
  if (!document.hidden) void beat();
}, 20_000);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void beat();
});

count();
offerBack();
jumpToHash();
