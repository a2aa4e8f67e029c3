// A session that ran out while something was being typed or drawn: the page stays, and goes on once someone has signed in elsewhere.

/** Where to sign in and come back to this page. */
export function signInAddress(): string {
  return `/admin/sign-in?return=${encodeURIComponent(location.pathname)}`;
}

/** Gives the page's forms the tokens of the session that there is now. False while there is none, or it cannot be reached. */
export async function renewTokens(): Promise<boolean> {
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
