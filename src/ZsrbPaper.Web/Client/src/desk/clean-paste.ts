// What comes from Word, WPS and web pages, as Markdown: words, emphasis, lists, tables and links; no styles, no junk.
import TurndownService from "turndown";

/** The Markdown of pasted HTML. */
export function markdownOf(html: string): string {
  // Styles are read here, never applied: by another name, the page's policy has nothing to refuse.
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const page = new DOMParser().parseFromString(bare, "text/html");
  clean(page.body);
  return tidy(service().turndown(page.body));
}

/** Plain text with what print habits leave in it taken off. */
export function plainOf(text: string): string {
  return tidy(text.replace(/\r\n?/g, "\n"));
}

function tidy(text: string): string {
  return text
    .replace(/[\u00a0\u2002\u2003]/g, " ")
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/^[ \t\u3000]+(?=[^\s\-*+>|\d])/gm, "")
    .replace(/^\u3000+/gm, "")
    .replace(/[ \t\u3000]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function clean(body: HTMLElement): void {
  const comments = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const gone: ChildNode[] = [];
  while (comments.nextNode()) gone.push(comments.currentNode as Comment);
  gone.forEach((comment) => comment.remove());
  body.querySelectorAll("script, style, meta, link, title, xml, img, svg, iframe, object, input, button, [hidden]").forEach((element) => element.remove());
  for (const element of [...body.querySelectorAll<HTMLElement>("*")]) {
    // Office's own elements (o:p, w:wrap): their words stay.
    if (element.localName.includes(":")) {
      element.replaceWith(...element.childNodes);
      continue;
    }
    const style = element.getAttribute("data-style") ?? "";
    if (/display:\s*none|mso-hide:\s*all/i.test(style)) {
      element.remove();
      continue;
    }
    wordList(element, style);
    if (element.localName === "span" && /(?:^|[;\s])font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap(element, "strong");
    // Google Docs wraps all it copies in a bold that is none.
    if (element.localName === "b" && /(?:^|[;\s])font-weight:\s*normal/i.test(style)) element.replaceWith(...element.childNodes);
  }
  for (const heading of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = body.ownerDocument.createElement("h2");
    level.append(...heading.childNodes);
    heading.replaceWith(level);
  }
}

/** Word writes its lists as paragraphs: the bullet or number is a span that is marked to be ignored. */
function wordList(paragraph: HTMLElement, style: string): void {
  if (paragraph.localName !== "p" || !/mso-list:/i.test(style)) return;
  const bullet = [...paragraph.querySelectorAll<HTMLElement>("span")].find((span) => /mso-list:\s*ignore/i.test(span.getAttribute("data-style") ?? ""));
  const mark = bullet?.textContent?.trim() ?? "";
  bullet?.remove();
  const list = paragraph.ownerDocument.createElement(/^[(\uff08]?[\da-z\p{Script=Han}]+[.)、\uff09]/iu.test(mark) ? "ol" : "ul");
  const item = paragraph.ownerDocument.createElement("li");
  item.append(...paragraph.childNodes);
  const before = paragraph.previousElementSibling;
  if (before?.localName === list.localName && before.hasAttribute("data-word")) {
    before.append(item);
    paragraph.remove();
  } else {
    list.setAttribute("data-word", "");
    list.append(item);
    paragraph.replaceWith(list);
  }
}

function wrap(element: HTMLElement, name: string): void {
  const inner = element.ownerDocument.createElement(name);
  inner.append(...element.childNodes);
  element.append(inner);
}

let made: TurndownService | undefined;

function service(): TurndownService {
  if (made) return made;
  made = new TurndownService({ headingStyle: "atx", bulletListMarker: "-", emDelimiter: "*", hr: "---" });
  made.addRule("item", {
    filter: "li",
    replacement: (content, node) => {
      const list = node.parentNode as HTMLElement;
      const mark = list.nodeName === "OL" ? `${[...list.children].indexOf(node as HTMLElement) + 1}. ` : "- ";
      return `${mark}${content.trim().replace(/\n+/g, " ")}\n`;
    },
  });
  made.addRule("table", {
    filter: "table",
    replacement: (_content, node) => {
      const rows = [...(node as HTMLTableElement).rows].map((row) =>
        [...row.cells].map((cell) => (cell.textContent ?? "").replace(/\s+/g, " ").replace(/\|/g, "\\|").trim()));
      const width = Math.max(0, ...rows.map((row) => row.length));
      if (width < 2) return `\n\n${rows.map((row) => row.join("")).join("\n\n")}\n\n`;
      const line = (cells: string[]) => `| ${Array.from({ length: width }, (_, i) => cells[i] ?? "").join(" | ")} |`;
      return `\n\n${[line(rows[0] ?? []), `|${" --- |".repeat(width)}`, ...rows.slice(1).map(line)].join("\n")}\n\n`;
    },
  });
  made.addRule("link", {
    filter: (node) => node.nodeName === "A",
    replacement: (content, node) => {
      const href = (node as HTMLElement).getAttribute("href") ?? "";
      return /^https?:\/\//i.test(href) && content.trim() ? `[${content.trim()}](${href.replace(/[()\s]/g, encodeURIComponent)})` : content;
    },
  });
  // Emphasis must hug its words, or Markdown does not see it.
  made.addRule("strong", { filter: ["strong", "b"], replacement: (content) => hug(content, "**") });
  made.addRule("em", { filter: ["em", "i"], replacement: (content) => hug(content, "*") });
  return made;
}

function hug(content: string, mark: string): string {
  const words = content.replace(/^[\s\u3000]+|[\s\u3000]+$/g, "");
  return words ? `${mark}${words}${mark}` : "";
}
