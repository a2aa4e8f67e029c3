// Uploads of the desk: sent one by one with the bytes that have gone, the table of jobs renewed while there is work.
import { text } from "./texts";

const form = document.querySelector<HTMLFormElement>("form.intake-drop");
/** A form with one file and more: it is sent as a whole. */
const single = document.querySelector<HTMLFormElement>("form.intake-single");
const jobs = document.querySelector<HTMLElement>(".intake-jobs");
const intervalMs = 1500;
/** Requests at once; the portal works through the files one at a time anyway. */
const lanes = 3;

interface Answer {
  problems: string[];
  /** Where to go on, when nothing is wrong. */
  address?: string;
}

if (form && jobs) {
  const input = form.querySelector<HTMLInputElement>("input[type=file]")!;
  const list = form.querySelector<HTMLElement>(".intake-progress")!;
  const button = form.querySelector<HTMLButtonElement>("button")!;
  const waiting: { file: File; line: HTMLElement }[] = [];
  let sending = 0;

  button.hidden = true;
  input.required = false;
  watch();

  const add = (files: Iterable<File>) => {
    for (const file of files) {
      const line = lineFor(file);
      list.append(line);
      if (file.size > Number(form.dataset["limit"])) fail(line, text("tooLarge"));
      else {
        say(line, text("waiting"));
        waiting.push({ file, line });
      }
    }
    for (let lane = sending; lane < lanes; lane++) next();
  };

  const next = () => {
    const item = waiting.shift();
    if (!item) return;
    sending++;
    const data = new FormData();
    data.append("files", item.file, item.file.name);
    send(form, data, item.line, (isIn) => {
      if (isIn) item.line.remove();
      sending--;
      void renew();
      next();
    });
  };

  input.addEventListener("change", () => {
    add([...(input.files ?? [])]);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // The whole page takes drops: a file that misses must not open in the tab and lose what is under way.
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("is-dropping");
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    form.classList.remove("is-dropping");
    add([...event.dataTransfer.files]);
  });
  window.addEventListener("beforeunload", (event) => {
    if (sending > 0) event.preventDefault();
  });
}

if (single) {
  const list = single.querySelector<HTMLElement>(".intake-progress")!;
  const input = single.querySelector<HTMLInputElement>("input[type=file]")!;
  const button = single.querySelector<HTMLButtonElement>("button")!;
  single.addEventListener("submit", (event) => {
    const file = input.files?.[0];
    if (!file) return;
    event.preventDefault();
    const line = lineFor(file);
    list.replaceChildren(line);
    if (file.size > Number(single.dataset["limit"])) return fail(line, text("tooLarge"));
    button.disabled = true;
    send(single, new FormData(single), line, (isIn, answer) => {
      button.disabled = false;
      if (isIn && answer?.address) window.location.assign(answer.address);
    });
  });
}

function lineFor(file: File): HTMLElement {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const state = document.createElement("span");
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  state.className = "intake-state";
  line.append(name, bar, state);
  return line;
}

/** Sends what a form has and shows on the line how far it is; what is wrong stays there. */
function send(to: HTMLFormElement, data: FormData, line: HTMLElement, done: (isIn: boolean, answer?: Answer) => void): void {
  const request = new XMLHttpRequest();
  const bar = line.querySelector("progress")!;
  const refuse = (reason: string) => {
    fail(line, reason);
    done(false);
  };
  const lost = () => refuse(text("lost"));
  request.open("POST", to.action);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("RequestVerificationToken", to.querySelector<HTMLInputElement>("input[name=__RequestVerificationToken]")?.value ?? "");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = event.loaded / event.total;
    say(line, event.loaded < event.total ? text("sent", megabytes(event.loaded), megabytes(event.total)) : text("checking"));
  });
  request.addEventListener("load", () => {
    if (request.status === 413) return refuse(text("tooLarge"));
    if (request.status === 503) return refuse(text("database"));
    if (request.status !== 200) return lost();
    let answer: Answer;
    try {
      answer = JSON.parse(request.responseText) as Answer;
    } catch {
      // The page to sign in, to which the request was led.
      return refuse(text("signIn"));
    }
    if (answer.problems.length > 0) return refuse(answer.problems.join(" "));
    done(true, answer);
  });
  request.addEventListener("error", lost);
  request.addEventListener("abort", lost);
  request.send(data);
}

function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(1);
}

function say(line: HTMLElement, text: string): void {
  line.querySelector(".intake-state")!.textContent = text;
}

function fail(line: HTMLElement, text: string): void {
  line.classList.add("problem");
  line.querySelector("progress")?.remove();
  say(line, text);
}

/** Fetches the table anew, unless someone is typing a label in it. */
async function renew(): Promise<void> {
  if (!jobs) return;
  const focused = document.activeElement;
  if (focused instanceof HTMLInputElement && jobs.contains(focused)) return;
  try {
    const answer = await fetch(jobs.dataset["status"]!, { headers: { Accept: "text/html" }, redirect: "error" });
    if (answer.ok) jobs.innerHTML = await answer.text();
  } catch {
    // The next look may get through.
  }
}

function watch(): void {
  window.setInterval(() => {
    if (!document.hidden && jobs?.querySelector("[data-busy=true]")) void renew();
  }, intervalMs);
}
