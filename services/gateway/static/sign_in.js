// The forms of log-in and of the first own password.

import { changePassword, logIn, Offline } from "./api.js";
import { element } from "./elements.js";
import { say } from "./words.js";

let lastPassword = ""; // so that a first password need not be typed twice

export function signInForm(done, message) {
  const login = field("login", "text", "username", "loginHint");
  const password = field("password", "password", "current-password");
  return form("signIn", "signInLead", "enter", [login, password], message, async (values) => {
    lastPassword = values.password;
    done(await logIn(values.login, values.password));
  });
}

export function ownPasswordForm(done) {
  const old = lastPassword ? [] : [field("password", "password", "current-password")];
  const fresh = field("newPassword", "password", "new-password", "newPasswordHint");
  return form("mustChange", null, "change", [...old, fresh], null, async (values) => {
    done(await changePassword(values.password ?? lastPassword, values.newPassword));
    lastPassword = "";
  });
}

function field(name, type, autocomplete, hint) {
  const hintId = hint && `${name}-hint`;
  const rules = { autocapitalize: "none", spellcheck: "false", required: true };
  return element("div", {},
    element("label", { for: name }, say(name)),
    element("input", { id: name, name, type, autocomplete, "aria-describedby": hintId, ...rules }),
    hint && element("p", { id: hintId, class: "hint" }, say(hint)));
}

function form(title, lead, action, fields, message, submit) {
  const alert = element("div", { role: "alert" });
  const button = element("button", { class: "main", type: "submit" }, say(action));
  const made = element("form", { class: "sign-in", novalidate: true },
    element("h1", {}, say(title)), lead && element("p", { class: "words" }, say(lead)), ...fields, alert, button);
  if (message) alert.replaceChildren(told({ detail: message }));
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    button.textContent = say(action === "enter" ? "entering" : "loading");
    alert.replaceChildren();
    try {
      await submit(Object.fromEntries(new FormData(made)));
    } catch (problem) {
      alert.replaceChildren(told(problem instanceof Offline ? { detail: say("away") } : problem));
      button.disabled = false;
      button.textContent = say(action);
      made.querySelector("input[type=password]").focus();
    }
  });
  return made;
}

/** What went wrong, and what helps. */
function told(problem) {
  return element("div", { class: "message" },
    element("p", {}, problem.detail), problem.remedy && element("p", { class: "remedy" }, problem.remedy));
}
