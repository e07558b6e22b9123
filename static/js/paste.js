// What is pasted from a word processor or a spreadsheet becomes Markdown: lists, links, bold, tables.
import TurndownService from "../vendor/turndown.js";

const service = new TurndownService({ headingStyle: "atx", bulletListMarker: "-", emDelimiter: "*", hr: "---" });
service.remove(["style", "script", "title", "img"]);
service.addRule("table", { filter: "table", replacement: (content, node) => table(node) });
service.addRule("word-list", {
  filter: (node) => node.nodeName === "P" && /MsoList/.test(node.className),
  replacement: (content) => {
    const words = content.trim().replace(/^([·•▪§o]|\\?-)\s+/, "").replace(/^(\d+)\\?[.)]\s+/, "");
    return `\n${/^\s*\d+\\?[.)]\s/.test(content) ? "1." : "-"} ${words}\n`;
  },
});

export function markdown(html) {
  const bare = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<!\[[\s\S]*?\]>/g, "")
    .replace(/<(style|xml)[\s\S]*?<\/\1>/gi, "")
    .replace(/\sstyle=("[^"]*"|'[^']*')/gi, "")
    .replace(/\u00a0|&nbsp;/g, " ");
  return service.turndown(bare).replace(/\n{3,}/g, "\n\n").trim();
}

// The first line of a table is its heading: a spreadsheet has no other.
function table(node) {
  const cell = (one) => one.textContent.replace(/\s+/g, " ").trim().replaceAll("|", "\\|");
  const rows = [...node.rows].map((row) => [...row.cells].map(cell)).filter((row) => row.some(Boolean));
  if (!rows.length) return "";
  const width = Math.max(...rows.map((row) => row.length));
  const line = (row) => `| ${Array.from({ length: width }, (_, at) => row[at] ?? "").join(" | ")} |`;
  const [heading, ...rest] = rows;
  return `\n\n${[line(heading), line(Array(width).fill("---")), ...rest.map(line)].join("\n")}\n\n`;
}
