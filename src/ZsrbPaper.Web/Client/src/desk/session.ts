// A session that ran out while something was being typed or drawn: the page stays, and goes on once someone has signed in elsewhere.
import { text } from "./texts";

const lookMs = 4000;
let timer = 0;

/**
 * Offers to sign in in another window, and looks until that is done.
 * @param state Where it is said what happened; the link comes after it.
 * @param goOn Called once the page's forms have the tokens of the new session.
 */
export function waitForSignIn(state: HTMLElement, goOn: () => void): void {
  const link = document.createElement("a");
  link.href = `/admin/sign-in?return=${encodeURIComponent(location.pathname)}`;
  link.target = "_blank";
  link.textContent = text("signIn");
  state.append(link, text("savesAfterSignIn"));
  const look = async () => {
    if (await renewTokens()) goOn();
    else timer = window.setTimeout(() => void look(), lookMs);
  };
  clearTimeout(timer);
  timer = window.setTimeout(() => void look(), lookMs);
}

/** After signing in again the old tokens count no more. False while nobody has, or the portal cannot be reached. */
async function renewTokens(): Promise<boolean> {
  try {
    const answer = await fetch(location.pathname, { redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector<HTMLInputElement>("main input[name=__RequestVerificationToken]")?.value;
    if (!fresh) return false;
    for (const input of document.querySelectorAll<HTMLInputElement>("main input[name=__RequestVerificationToken]")) input.value = fresh;
    return true;
  } catch {
    return false;
  }
}
