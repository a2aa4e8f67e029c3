// The buttons and keys of the Markdown editor. Text goes in as if it were typed, so that undo takes it out again.

import { text } from "./texts";

export function insert(area: HTMLTextAreaElement, typed: string): void {
  area.focus();
  // No other way keeps the browser's undo; where it is gone one day, the text still arrives.
  if (!document.execCommand("insertText", false, typed)) {
    area.setRangeText(typed, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function mark(area: HTMLTextAreaElement, name: string): void {
  const { selectionStart: start, selectionEnd: end } = area;
  const chosen = area.value.slice(start, end);
  switch (name) {
    case "bold":
      around(area, "**", chosen || text("words"));
      break;
    case "heading":
      lines(area, (line) => (line.startsWith("## ") ? line.slice(3) : `## ${line.replace(/^#+\s*/, "")}`));
      break;
    case "list":
      lines(area, (line) => (line.startsWith("- ") ? line.slice(2) : `- ${line}`));
      break;
    case "quote":
      lines(area, (line) => (line.startsWith("> ") ? line.slice(2) : `> ${line}`));
      break;
    case "table":
      insert(area, `${start > 0 ? "\n\n" : ""}| ${text("item")} | ${text("quantity")} |\n| --- | --- |\n| ${chosen || " "} |  |\n\n`);
      break;
    case "link":
      insert(area, `[${chosen || text("words")}](https://)`);
      area.setSelectionRange(area.selectionEnd - 1, area.selectionEnd - 1);
      break;
  }
}

/** The mark that a key stands for; null when it is none of ours. */
export function markOfKey(event: KeyboardEvent): string | null {
  if (!(event.ctrlKey || event.metaKey)) return null;
  const key = event.key.toLowerCase();
  if (!event.shiftKey && !event.altKey) return key === "b" ? "bold" : key === "k" ? "link" : null;
  if (event.altKey && event.code === "Digit2") return "heading";
  if (event.shiftKey && event.code === "Digit8") return "list";
  if (event.shiftKey && event.code === "Digit9") return "quote";
  return null;
}

function around(area: HTMLTextAreaElement, sign: string, words: string): void {
  const start = area.selectionStart;
  if (words.startsWith(sign) && words.endsWith(sign) && words.length > 2 * sign.length) {
    insert(area, words.slice(sign.length, -sign.length));
    return;
  }
  insert(area, sign + words + sign);
  area.setSelectionRange(start + sign.length, start + sign.length + words.length);
}

function lines(area: HTMLTextAreaElement, change: (line: string) => string): void {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = area.value.indexOf("\n", area.selectionEnd);
  const end = next < 0 ? area.value.length : next;
  const changed = area.value.slice(start, end).split("\n").map(change).join("\n");
  area.setSelectionRange(start, end);
  insert(area, changed);
}
