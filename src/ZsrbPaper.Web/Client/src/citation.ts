// Text copied from an article carries its source; a button copies the reference.

export function startCitation(): void {
  document.addEventListener("copy", (event) => {
    const article = document.querySelector<HTMLElement>("[data-source-line]");
    const selection = getSelection();
    if (!article || !selection || selection.isCollapsed || !event.clipboardData) return;
    const body = article.querySelector(".article-body");
    if (!body || !selection.containsNode(body, true)) return;
    const source = article.dataset["sourceLine"] ?? "";
    const html = document.createElement("div");
    for (let i = 0; i < selection.rangeCount; i++) html.append(selection.getRangeAt(i).cloneContents());
    const line = document.createElement("p");
    line.textContent = source;
    html.append(line);
    event.clipboardData.setData("text/plain", `${selection.toString()}\n\n${source}`);
    event.clipboardData.setData("text/html", html.innerHTML);
    event.preventDefault();
  });

  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const text = document.getElementById(button.dataset["copy"] ?? "");
    const said = button.parentElement?.querySelector(".copied");
    if (!text) continue;
    button.addEventListener("click", async () => {
      const done = await copy(text);
      if (said) said.textContent = done ? "已复制" : "请按复制键";
    });
  }
}

/** Without HTTPS there is no clipboard to write to: then the text is selected and copied the old way, or left selected. */
async function copy(element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    return true;
  } catch {
    const selection = getSelection();
    selection?.selectAllChildren(element);
    return document.execCommand("copy");
  }
}
