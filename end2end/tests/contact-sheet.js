// Puts the pictures of a folder on one page, a row for each state: node contact-sheet.js FOLDER
import fs from "node:fs";
import path from "node:path";

const folder = process.argv[2];
const pictures = fs.readdirSync(folder).filter((name) => name.endsWith(".png")).sort();
const rows = new Map();
for (const name of pictures) rows.set(stateOf(name), [...(rows.get(stateOf(name)) ?? []), name]);

const figure = (name) => `<figure><a href="${name}"><img src="${name}" loading="lazy" alt=""></a><figcaption>${name.split(".").slice(1, -1).join(", ")}</figcaption></figure>`;
const row = ([state, names]) => `<section><h2>${state}</h2><div>${names.map(figure).join("")}</div></section>`;

fs.writeFileSync(path.join(folder, "index.html"), `<!doctype html><meta charset="utf-8"><title>Screens</title>
<style>body{font:14px system-ui;margin:16px;background:#9aa0ab}section div{display:flex;flex-wrap:wrap;gap:8px}
figure{margin:0}img{height:360px;background:#fff}figcaption{font-size:12px}</style>
<h1>${pictures.length} screens</h1>${[...rows].map(row).join("")}`);

function stateOf(name) {
  return name.split(".")[0];
}
