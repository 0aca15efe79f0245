// Who is here decides what is shown: the log-in, the first own password, or the venues as they are now.

import { leave, logOut, Offline, whoAmI } from "./api.js";
import { ownPasswordForm, signInForm } from "./sign_in.js";
import { read, show } from "./today.js";
import { language, locale, role, say, speak, speakOther } from "./words.js";

const REFRESH = 5000; // milliseconds
const content = document.querySelector("#content");
const notice = document.querySelector("#notice");
const who = document.querySelector("#who");
const logOutButton = document.querySelector("#log-out");

let visitor = null; // null: not asked yet
let state = null; // what was read last, and when
let message = ""; // above the log-in
let timer = 0;

function paint() {
  document.documentElement.lang = locale();
  document.querySelector("#language").textContent = say("other");
  document.querySelector("#language").lang = language() === "zh" ? "en" : "zh-CN";
  for (const marked of document.querySelectorAll("[data-text]")) marked.textContent = say(marked.dataset.text);
  const known = visitor && visitor.kind !== "guest";
  logOutButton.hidden = !known;
  who.textContent = known ? visitor.roles.map(role).join(" · ") : "";
  content.replaceChildren(...page());
}

function page() {
  if (visitor === null) return show(null);
  if (visitor.kind === "guest") return [signInForm(enter, message)];
  if (visitor.must_change) return [ownPasswordForm(enter)];
  if (visitor.kind === "member") return [heading(say("memberHere"))];
  return show(state);
}

function heading(words) {
  const made = document.createElement("h1");
  made.textContent = words;
  return made;
}

function tell(words) {
  notice.textContent = words;
  notice.hidden = !words;
}

function enter(found) {
  visitor = found;
  speak(found.language);
  state = null;
  message = "";
  paint();
  content.focus();
  refresh();
}

async function refresh() {
  clearTimeout(timer);
  try {
    if (visitor === null) speak((visitor = await whoAmI()).language);
    if (visitor.kind === "staff" && !visitor.must_change) state = { venues: await read(visitor), at: new Date() };
    else if (!content.querySelector("form")) paint();
    if (state) paint();
    tell("");
    leave();
  } catch (problem) {
    stopped(problem);
  }
  if (visitor === null || visitor.kind === "staff") timer = setTimeout(refresh, REFRESH);
}

function stopped(problem) {
  if (problem.status === 401) {
    visitor = { kind: "guest" };
    state = null;
    message = say("ended");
    paint();
  } else {
    tell(problem instanceof Offline ? say("offline") : problem.message);
  }
}

document.querySelector("#language").addEventListener("click", () => {
  const typed = [...content.querySelectorAll("input")].map((input) => input.value);
  speakOther();
  paint();
  content.querySelectorAll("input").forEach((input, at) => (input.value = typed[at]));
});
logOutButton.addEventListener("click", async () => {
  await logOut().catch(() => null);
  enter({ kind: "guest" });
});
document.addEventListener("visibilitychange", () => document.hidden || refresh());

paint();
refresh();
