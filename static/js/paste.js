// What is pasted from a word processor, a spreadsheet or a page becomes Markdown: lists, links, bold, tables.
import TurndownService from "../vendor/turndown.js";

const service = new TurndownService({ headingStyle: "atx", bulletListMarker: "-", emDelimiter: "*", hr: "---", br: "" });
service.remove(["style", "script", "title", "meta", "link", "img", "button"]);
service.addRule("table", { filter: "table", replacement: (_content, table) => `\n\n${drawn(table)}\n\n` });

export function markdown(html) {
  const { body } = new DOMParser().parseFromString(unstyled(html), "text/html");
  listed(body);
  // Google Docs wraps everything in a « b » that is not bold; links to a file or inside the document lead nowhere here.
  for (const bold of body.querySelectorAll("b[data-style*='font-weight:normal']")) bold.replaceWith(...bold.childNodes);
  for (const link of body.querySelectorAll("a[href]")) {
    if (!/^(https?:|mailto:)/i.test(link.getAttribute("href"))) link.replaceWith(...link.childNodes);
  }
  // Word and browsers put hard spaces everywhere: those of French typography and inside numbers stay.
  const words = service.turndown(body).replace(/\u00a0{2,}|(?<![«\d])\u00a0(?![:;!?»€%])/g, " ");
  const trimmed = words.replace(/[ \t\u00a0]+$/gm, "").replace(/\n{3,}/g, "\n\n").trim();
  return trimmed.replace(/^( *)(-|\d+\.) {2,3}(?=\S)/gm, "$1$2 ");
}

// The page's policy refuses inline styles, even where nothing is shown; what they say of lists is needed.
function unstyled(html) {
  return html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
}

// Word writes a list as paragraphs that begin with a drawn bullet or number.
function listed(body) {
  let list;
  for (const line of [...body.querySelectorAll("p[class^='MsoList'], p[data-style*='mso-list']")]) {
    const drawing = /^\s*(?:[·•▪§o-]|(\d+)[.)])\s+/.exec(line.textContent);
    if (!drawing) continue;
    const kind = drawing[1] ? "ol" : "ul";
    cut(line, drawing[0].length);
    if (list?.nextElementSibling !== line || list.localName !== kind) {
      list = document.createElement(kind);
      line.before(list);
    }
    list.append(document.createElement("li"));
    list.lastChild.append(...line.childNodes);
    line.remove();
  }
}

function cut(line, length) {
  const texts = document.createNodeIterator(line, NodeFilter.SHOW_TEXT);
  for (let text; length > 0 && (text = texts.nextNode()); ) {
    const gone = Math.min(length, text.length);
    text.deleteData(0, gone);
    length -= gone;
  }
}

// The first row is the heading: neither Word nor a spreadsheet says which one is. One cell alone is no table.
function drawn(table) {
  const rows = squared([...table.rows]).filter((row) => row.some(Boolean));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (rows.length * width < 2) return rows[0]?.[0] ?? "";
  const line = (cells) => `| ${Array.from({ length: width }, (_, n) => cells[n] ?? "").join(" | ")} |`;
  return [line(rows[0]), line(Array(width).fill("---")), ...rows.slice(1).map(line)].join("\n");
}

// Every cell in its column: a merged cell is followed, to the right and below, by empty ones.
function squared(rows) {
  const grid = rows.map(() => []);
  for (const [y, row] of rows.entries()) {
    for (const cell of row.cells) {
      const x = [...grid[y], undefined].indexOf(undefined);
      for (const line of grid.slice(y, y + cell.rowSpan)) {
        for (let right = 0; right < cell.colSpan; right += 1) line[x + right] = "";
      }
      grid[y][x] = service.turndown(cell).replace(/[^\S\u00a0]+/g, " ").trim().replaceAll("|", "\\|");
    }
  }
  return grid;
}
