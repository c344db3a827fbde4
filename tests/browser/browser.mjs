// A browser for the tests, and what it is watched for: requests that leave the page's origin, errors, violations of its policy.
import { createRequire } from "node:module";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync"];

export const settings = JSON.parse(process.env.SMSGW_BROWSER_TEST);

export async function open_page() {
  const { chromium } = createRequire(import.meta.url)(settings.playwright);
  const browser = await chromium.launch({ executablePath: settings.chromium, args: FLAGS });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  context.setDefaultTimeout(settings.patience_s * 1000);
  const page = await context.newPage();
  const watched = { requests: new Set(), errors: [], violations: [] };
  page.on("request", (request) => watched.requests.add(new URL(request.url()).origin));
  page.on("pageerror", (error) => watched.errors.push(String(error)));
  page.on("console", (message) => {
    const text = message.text(), where = message.location().url;
    if (text.startsWith("VIOLATION")) watched.violations.push(text);
    else if (message.type() === "error" || message.type() === "warning") watched.errors.push(`${text} ${where}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.log("VIOLATION", event.effectiveDirective, event.blockedURI));
  });
  return { browser, page, watched };
}

export async function until(what, look, seconds = settings.patience_s) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not in ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function screenshot(page, name) {
  if (settings.shots) await page.screenshot({ path: `${settings.shots}/${name}.png`, fullPage: true });
}

// ---- what runs in the page -------------------------------------------------------------------------------------------

// Texts whose contrast is below WCAG AA, as "text: ratio".
export function faint_texts() {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, below) => ({ r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a),
                                  b: top.b * top.a + below.b * (1 - top.a), a: 1 });
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const background = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
    return layers.reverse().reduce((below, layer) => over(layer, below), canvas);
  };
  const faint = [];
  const judge = (node, text, pseudo) => {
    const style = getComputedStyle(node, pseudo), size = parseFloat(style.fontSize);
    const below = background(node), ink = over(parse(style.color), below);
    const [light, dark] = [luminance(ink), luminance(below)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${text.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  };
  let judged = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility({ checkVisibilityCSS: true })) continue;
    judge(node, walker.currentNode.data);
    ++judged;
  }
  for (const input of document.querySelectorAll("input")) if (input.checkVisibility()) judge(input, input.value || input.placeholder, input.value ? null : "::placeholder");
  return { faint, judged };
}

// Names of what can be reached by Tab and is visible.
export function controls() {
  const name = (node) => node.id || node.getAttribute("aria-label") || node.getAttribute("href") || node.textContent.trim();
  return [...document.querySelectorAll("a[href], button, input")].filter((node) => node.checkVisibility()).map(name);
}

export function focused() {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  return { name: node.id || node.getAttribute("aria-label") || node.getAttribute("href") || node.textContent.trim(),
           shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
}

// Controls without a name, tables without caption or headers, charts without words.
export function unnamed() {
  const found = [];
  for (const input of document.querySelectorAll("input")) if (!input.labels.length) found.push(`input ${input.id}`);
  for (const button of document.querySelectorAll("button"))
    if (!button.textContent.trim() && button.checkVisibility()) found.push(`button ${button.id}`);
  for (const table of document.querySelectorAll("table"))
    if (!table.caption?.textContent || !table.querySelector("th[scope=col]")) found.push("a table");
  for (const canvas of document.querySelectorAll("canvas")) if (!canvas.getAttribute("aria-label")) found.push(`canvas ${canvas.id}`);
  return found;
}
