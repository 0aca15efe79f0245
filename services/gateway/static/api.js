// The gateway's API as the page uses it. Refusals are Problems; no answer at all is Offline.

import { language } from "./words.js";

export class Problem extends Error {
  constructor(body) {
    super(body.detail);
    Object.assign(this, body);
  }
}

export class Offline extends Error {}

let attended = true; // somebody was here since the last request that refreshes
for (const sign of ["pointerdown", "keydown"]) {
  addEventListener(sign, () => (attended = true), { capture: true, passive: true });
}

async function send(method, path, body, headers = {}) {
  let answer;
  try {
    answer = await fetch(`/api/v1/${path}`, {
      method,
      headers: {
        "Accept-Language": language(),
        "Stadion-Page": "1",
        ...(body ? { "Content-Type": "application/json" } : {}),
        ...headers,
      },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Offline();
  }
  if (answer.status === 204) return null;
  const json = await answer.json().catch(() => {
    throw new Offline(); // a proxy answered, not the gateway
  });
  if (!answer.ok) throw new Problem(json);
  return json;
}

export const whoAmI = () => send("GET", "session");
export const logIn = (login, password) => send("POST", "session", { login, password });
export const logOut = () => send("DELETE", "session");
export const changePassword = (password, fresh) => send("POST", "password", { password, new_password: fresh });

/** The rows of a query. A refresh with nobody at the screen does not keep the session open. */
export async function ask(query, params = {}) {
  const headers = attended ? {} : { "Stadion-Unattended": "1" };
  return (await send("GET", `${query}?${new URLSearchParams(params)}`, undefined, headers)).rows;
}

/** To be called when a refresh is done. */
export const leave = () => (attended = false);
