// The words that a search found stay marked on the article: its link brings them behind "#", as "#q=词+词".
// Browsers that know text fragments get them too (":~:text="), and take that part off the address themselves.

const blocks = "h1, .kicker, .subtitle, .article-meta, figcaption, .correction p, .article-body :is(p, li, h2, h3, h4, h5, h6, td, th)";

export function markFoundWords(): void {
  const words = wordsOf(location.hash);
  const article = words.length > 0 && document.querySelector(".article");
  if (!article) return;
  // A list item may hold paragraphs: each text is looked at once, in the innermost of them.
  for (const block of article.querySelectorAll(blocks)) if (!block.querySelector(blocks)) markIn(block, words);
  if (!("fragmentDirective" in document)) article.querySelector("mark")?.scrollIntoView({ block: "center" });
}

function wordsOf(hash: string): string[] {
  const words = hash.startsWith("#q=") ? (hash.slice(3).split(":~:")[0] ?? "").split("+") : [];
  try {
    return words.map((word) => decodeURIComponent(word).toLowerCase()).filter((word) => word !== "");
  } catch {
    return [];
  }
}

/** Marks the words in a paragraph, also where they run across its links and emphases. */
function markIn(block: Element, words: readonly string[]): void {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  const whole = nodes.map((node) => node.data).join("");
  const text = whole.toLowerCase();
  // A few letters are longer in the other case: then nothing would be where it is found.
  if (text.length !== whole.length) return;
  const marked = new Uint8Array(text.length);
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) marked.fill(1, at, at + word.length);
  }
  let end = text.length;
  for (const node of nodes.reverse()) {
    const start = end - node.length;
    // From the end, so that what is left of the node stays where it was.
    for (let last = end; last > start; ) {
      let first = last;
      while (first > start && marked[first - 1] === marked[last - 1]) first--;
      if (marked[first]) {
        const piece = node.splitText(first - start);
        if (piece.length > last - first) piece.splitText(last - first);
        const mark = document.createElement("mark");
        piece.replaceWith(mark);
        mark.append(piece);
      }
      last = first;
    }
    end = start;
  }
}
