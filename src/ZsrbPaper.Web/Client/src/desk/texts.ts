// The texts of the desk's scripts: each page gives those of its script, in the reader's language, by the partial _ScriptTexts.
const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}") as Record<string, string>;

/**
 * The text of that name, its {0}, {1} … filled in.
 * @throws {Error} when the page does not give it.
 */
export function text(name: string, ...values: (string | number)[]): string {
  const found = texts[name];
  if (found === undefined) throw new Error(`The page gives no text "${name}".`);
  return found.replace(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}
