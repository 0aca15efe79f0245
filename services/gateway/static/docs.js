// The API's description for people: the OpenAPI document of this server, without anything from elsewhere.

import { element } from "./elements.js";

const METHODS = ["get", "post", "put", "patch", "delete"];
const place = document.querySelector("#operations");
const filter = document.querySelector("#filter");
const api = await (await fetch("/api/openapi.json")).json();

document.querySelector("#about").replaceChildren(...prose(api.info.description));
for (const tag of api.tags) place.append(group(tag));
filter.addEventListener("input", narrow);
addEventListener("hashchange", reveal);
reveal();

function group(tag) {
  const own = Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]?.tags.includes(tag.name)).map((method) => operation(path, method, item)));
  return element("section", { class: "group" }, element("h2", {}, tag.name), element("p", {}, tag.description ?? ""), ...own);
}

function operation(path, method, item) {
  const it = item[method];
  const parameters = [...(item.parameters ?? []), ...(it.parameters ?? [])];
  const body = it.requestBody?.content["application/json"]?.schema;
  return element("details", { class: "operation", id: it.operationId ?? null },
    element("summary", {},
      element("span", { class: `method ${method}` }, method.toUpperCase()), element("code", {}, path),
      element("span", { class: "short" }, it.summary ?? "")),
    element("div", { class: "body" },
      element("p", {}, ...prose(it.description ?? "")),
      ...(parameters.length ? [element("h3", {}, "Parameters"), table(parameters.map(parameter))] : []),
      ...(body ? [element("h3", {}, "Body"), element("pre", {}, shape(body))] : []),
      element("h3", {}, "Answers"), table(Object.entries(it.responses).map(answer))));
}

function parameter(it) {
  return [element("code", {}, it.name), `${it.in}, ${shape(it.schema)}${it.required ? "" : ", optional"}`, ...prose(it.description ?? "")];
}

function answer([status, given]) {
  const it = given.$ref ? resolve(given.$ref) : given;
  const schema = Object.values(it.content ?? {})[0]?.schema;
  const isProblem = schema?.$ref?.endsWith("/Problem");
  const words = it.description.split("\n").flatMap((line) => {
    const code = line.match(/^\* `(\w+)`/)?.[1];
    return [element("div", { class: "anchor", "data-code": code }, ...prose(line.replace(/^\* /, "")))];
  });
  return [element("strong", {}, status === "default" ? "other" : status), element("div", {}, ...words),
    schema && !isProblem ? element("pre", {}, shape(schema)) : isProblem ? "a problem" : ""];
}

function table(rows) {
  return element("table", {}, element("tbody", {}, ...rows.map(([name, ...cells]) =>
    element("tr", {}, element("td", {}, name), element("td", {}, ...cells.flatMap((cell) => [cell, " "]))))));
}

/** A schema as one reads it, nested as it nests. */
function shape(schema, depth = 0) {
  if (!schema) return "anything";
  if (schema.$ref) return depth > 4 ? schema.$ref.split("/").pop() : shape(resolve(schema.$ref), depth);
  if (schema.anyOf) return schema.anyOf.map((one) => shape(one, depth)).join(" or ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const types = [schema.type ?? "anything"].flat();
  if (types.includes("array")) return `[${shape(schema.items, depth)}]${types.includes("null") ? " or null" : ""}`;
  if (!schema.properties) return types.join(" or ") + (schema.format ? ` (${schema.format})` : "");
  const indent = "  ".repeat(depth + 1);
  const lines = Object.entries(schema.properties).map(([name, one]) => {
    const optional = schema.required?.includes(name) ? "" : "?";
    const fallback = one.default === undefined || one.default === null ? "" : ` = ${JSON.stringify(one.default)}`;
    return `${indent}${name}${optional}: ${shape(one, depth + 1)}${fallback}${one["x-personal"] ? "  · personal" : ""}`;
  });
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

function resolve(reference) {
  return reference.slice(2).split("/").reduce((inside, name) => inside[name], api);
}

function prose(text) {
  return text.split(/`([^`]+)`/).map((piece, at) => (at % 2 ? element("code", {}, piece) : piece));
}

function narrow() {
  const wanted = filter.value.trim().toLowerCase();
  for (const one of place.querySelectorAll(".operation")) one.hidden = !one.textContent.toLowerCase().includes(wanted);
  for (const one of place.querySelectorAll(".group")) one.hidden = !one.querySelector(".operation:not([hidden])");
}

/** A problem's `type` leads here: show where it can come from. A word typed while the description came counts, too. */
function reveal() {
  const name = decodeURIComponent(location.hash.slice(1));
  const found = name && document.getElementById(name);
  if (name && !found) filter.value = name;
  narrow();
  if (!found) return;
  found.open = true;
  found.scrollIntoView();
}
