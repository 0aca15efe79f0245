// The venues as they are now: people inside, today's classes, today's income.

import { ask, Offline, Problem } from "./api.js";
import { element } from "./elements.js";
import { day, money, named, say, time } from "./words.js";

/** Everything that the page shows; a part that failed is its Problem. Throws Offline, and Problem 401. */
export async function read(visitor) {
  const [every, inside] = await Promise.all([ask("members/ListVenues"), part(ask("cards/OccupancyNow"))]);
  const venues = every.filter((venue) => visitor.venues === null || visitor.venues.includes(venue.venue_id));
  return Promise.all(venues.map(async (venue) => {
    const of = { venue_id: venue.venue_id };
    const [sessions, takings] = await Promise.all([
      part(ask("booking/SessionsOfDay", of)), part(ask("finance/TakingsOfDay", of)),
    ]);
    return { venue, sessions, takings, inside: map(inside, (rows) => rows.find((row) => row.venue_id === venue.venue_id)?.inside ?? 0) };
  }));
}

async function part(asked) {
  try {
    return await asked;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status === 401) throw problem;
    return problem;
  }
}

const failed = (value) => value instanceof Problem || value instanceof Offline;
const map = (value, change) => (failed(value) ? value : change(value));
const why = (problem) => say(problem.status === 403 ? "forbidden" : "away");

export function show(state, now = new Date()) {
  return [
    element("h1", {}, say("today")),
    element("p", { class: "lead" }, say("todayLead"), state ? ` · ${say("updated", { time: time(state.at, undefined, true) })}` : ""),
    state ? venues(state.venues, now) : loading(),
  ];
}

function loading() {
  const bones = [1, 2, 3].map(() => element("div", { class: "venue", "aria-hidden": "true" },
    element("div", { class: "skeleton" }), element("p", {}), element("div", { class: "skeleton" })));
  return element("div", { "aria-busy": "true" },
    element("p", { class: "words", role: "status" }, say("loading")), element("div", { class: "venues" }, ...bones));
}

function venues(all, now) {
  if (!all.length) return element("p", { class: "words" }, say("noVenues"));
  return element("div", { class: "venues" }, ...all.map((one) => venueCard(one, now)));
}

function venueCard({ venue, inside, sessions, takings }, now) {
  const title = `venue-${venue.venue_id}`;
  return element("section", { class: "venue", "aria-labelledby": title },
    element("header", {},
      element("h2", { id: title }, named(venue, "name")),
      element("span", { class: "clock", title: venue.zone }, `${day(now, venue.zone)} ${time(now, venue.zone)}`)),
    element("dl", { class: "figures" },
      figure("inside", map(inside, (count) => [String(count), say("insideNote")])),
      figure("income", map(takings, ([row]) => income(row, venue.currency)))),
    element("h3", {}, say("classes")),
    classes(sessions, venue.zone, now));
}

function figure(name, value) {
  const shown = failed(value)
    ? element("dd", { class: "words" }, why(value))
    : element("dd", {}, value[0], element("small", {}, value[1]));
  return element("div", { class: "figure", "data-figure": name }, element("dt", {}, say(name)), shown);
}

function income(row, currency) {
  if (!row) return [money({ amount: 0, currency }), say("noRefund")];
  const { received, refunded } = row;
  const net = { amount: received.amount - refunded.amount, currency: received.currency };
  return [money(net), refunded.amount ? say("refunded", { money: money(refunded) }) : say("noRefund")];
}

function classes(sessions, zone, now) {
  if (failed(sessions)) return element("p", { class: "words" }, why(sessions));
  if (!sessions.length) return element("p", { class: "words" }, say("noClasses"));
  return element("ul", { class: "classes" }, ...sessions.map((session) => classLine(session, zone, now)));
}

function classLine(session, zone, now) {
  const past = new Date(session.ends_at) < now;
  return element("li", { class: past ? "past" : null },
    element("span", { class: "time" }, time(session.starts_at, zone)),
    element("span", { class: "name" }, named(session, "course"), element("span", { class: "room" }, session.room)),
    element("span", { class: "seats" }, say("taken", session), element("small", {}, seatsLeft(session, past))));
}

function seatsLeft(session, past) {
  const left = Math.max(0, session.seats - session.taken);
  if (session.status === "cancelled") return element("span", { class: "tag off" }, `✕ ${say("cancelled")}`);
  if (past) return element("span", { class: "tag" }, say("over"));
  if (left) return element("span", { class: "tag free" }, `✓ ${say("left", { left })}`);
  const waiting = session.waiting ? ` · ${say("waiting", session)}` : "";
  return element("span", { class: "tag full" }, `● ${say("full")}${waiting}`);
}
