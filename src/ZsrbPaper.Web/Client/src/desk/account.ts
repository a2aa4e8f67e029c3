// Passkeys: forms marked data-passkey="get" (signing in) or "create" (a new one). The server says what is to be signed, the browser
// asks the user, and the form carries the answer.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = form.querySelector("button")!;
  const problem = form.querySelector<HTMLElement>(".problem")!;
  form.hidden = false;
  button.addEventListener("click", async () => {
    if (!form.reportValidity()) return;
    problem.textContent = "";
    button.disabled = true;
    try {
      const credential = form.dataset["passkey"] === "create" ? await create(form) : await get(form);
      form.querySelector<HTMLInputElement>("input[name=credential]")!.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      // Cancelled, timed out, or none that fits: the browser has said which, and scripts are not told.
      problem.textContent = error instanceof Refusal ? error.message : (form.dataset["failed"] ?? "");
      button.disabled = false;
    }
  });
}

/** What the server says stands against it. */
class Refusal extends Error {}

// Roles tick the rights that they are made of; each can still be changed.
for (const cell of document.querySelectorAll<HTMLElement>("[data-script]")) cell.hidden = false;
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-rights]")) {
  button.addEventListener("click", () => {
    const rights = (button.dataset["rights"] ?? "").split(" ");
    for (const box of button.closest("tr")!.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
      box.checked = rights.includes(box.value.split(":")[1] ?? "");
    }
  });
}

async function askOptions(form: HTMLFormElement): Promise<any> {
  const answer = await fetch(form.dataset["options"]!, { method: "POST", body: new FormData(form) });
  if (answer.status === 422) throw new Refusal(await answer.text());
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function get(form: HTMLFormElement) {
  const options = await askOptions(form);
  const credential = (await navigator.credentials.get({
    publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: options.allowCredentials?.map(withBytes) },
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return describe(credential, {
    clientDataJSON: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    userHandle: response.userHandle ? toText(response.userHandle) : null,
  });
}

async function create(form: HTMLFormElement) {
  const options = await askOptions(form);
  const credential = (await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: withBytes(options.user),
      excludeCredentials: options.excludeCredentials?.map(withBytes),
    },
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return describe(credential, {
    clientDataJSON: toText(response.clientDataJSON),
    attestationObject: toText(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

// The specification's toJSON is younger than the browsers that the desk supports, and some password managers break it.
function describe(credential: PublicKeyCredential, response: object) {
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function withBytes<T extends { id: string }>(thing: T) {
  return { ...thing, id: toBytes(thing.id) };
}

function toBytes(base64Url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64Url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function toText(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export {};
