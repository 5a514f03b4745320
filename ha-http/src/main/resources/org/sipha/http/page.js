
(function () {
  "use strict";
  /** A server that says nothing for so long has stopped, stands still or is cut off. */
  const SILENCE_MS = 5000;
  const OUTCOME_MS = 20000;
  const TOKEN = "sipha-token";

  const byId = function (id) { return document.getElementById(id); };
  const dialog = byId("dialog");
  const title = document.title;
  const waiting = new Map();
  let source = null;
  /** Not where this browser shows a certificate of an operator. */
  let needsToken = true;
  let heard = performance.now();

  // ---- what the server tells ----

  function connect() {
    if (source) { source.close(); }
    source = new EventSource("/live");
    source.onmessage = function (message) { hear(JSON.parse(message.data)); };
    source.onerror = silent;
  }

  function hear(event) {
    heard = performance.now();
    if (event.build !== document.documentElement.dataset.build && !dialog.open) {
      location.reload();
      return;
    }
    if ("needsToken" in event) { needsToken = event.needsToken; }
    Object.keys(event.parts).forEach(function (id) { waiting.set(id, event.parts[id]); });
    show();
    byId("banner").hidden = true;
    byId("live").hidden = false;
    document.body.classList.remove("stale");
  }

  /** A part in which something is being selected waits until that is over. */
  function show() {
    const selection = document.getSelection();
    waiting.forEach(function (html, id) {
      const part = byId(id);
      if (part && !(selection.toString() && part.contains(selection.anchorNode))) {
        waiting.delete(id);
        replace(part, html);
      }
    });
    document.title = byId("headline").textContent.trim() + " \u00b7 " + title;
    judge();
  }

  /** Whoever is on a link by keyboard stays on it, and what was opened stays open. */
  function replace(part, html) {
    const focused = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const opened = part.querySelector("details[open]");
    part.innerHTML = html;
    part.querySelectorAll("details").forEach(function (details) { details.open = Boolean(opened); });
    part.querySelectorAll("a").forEach(function (a) {
      if (focused && a.getAttribute("href") === focused) { a.focus({ preventScroll: true }); }
    });
  }

  function silent() {
    const banner = byId("banner");
    if (!document.hidden && banner.hidden) {
      const peer = byId("peer");
      banner.textContent = "No word from this server: what stands below is as " + byId("clock").textContent.trim().replace(/^as /, "") + ". ";
      if (peer) {
        const link = document.createElement("a");
        link.href = peer.href;
        link.textContent = "Look at the other server";
        banner.append(link);
      }
      banner.hidden = false;
      byId("live").hidden = true;
      document.body.classList.add("stale");
    }
  }

  /** A tab that nobody sees holds no connection: a browser has few of them for one server. */
  function seenOrNot() {
    if (document.hidden) {
      if (source) { source.close(); }
      source = null;
    } else if (!source) {
      heard = performance.now();
      connect();
    }
  }

  function watch() {
    if (source && performance.now() - heard > SILENCE_MS) { silent(); }
    if (source && (source.readyState === EventSource.CLOSED || performance.now() - heard > 2 * SILENCE_MS)) {
      heard = performance.now() - SILENCE_MS;
      connect();
    }
  }

  // ---- switchover ----

  /** What may be confirmed depends on how it stands at this moment. */
  function judge() {
    const outlook = byId("outlook").dataset.outlook;
    const refused = outlook === "refused";
    const upgrading = Boolean(byId("upgrading"));
    const confirm = byId("confirm");
    byId("ask").className = outlook === "safe" && !upgrading ? "main" : "";
    byId("forcing").hidden = !refused;
    if (!refused) { byId("force").checked = false; }
    confirm.textContent = refused ? "Force the switchover" : upgrading ? "Switch over all the same" : "Switch over";
    confirm.className = refused || upgrading ? "danger" : "main";
    confirm.disabled = dialog.classList.contains("busy") || outlook === "impossible" || (refused && !byId("force").checked);
  }

  function ask() {
    byId("identity").hidden = !needsToken || Boolean(sessionStorage.getItem(TOKEN));
    byId("refusal").textContent = "";
    byId("force").checked = false;
    byId("outcome").hidden = true;
    judge();
    dialog.showModal();
  }

  async function confirmed(submit) {
    submit.preventDefault();
    const token = sessionStorage.getItem(TOKEN) || byId("token").value.trim();
    if (needsToken && !token) {
      refuse("The token is missing.");
      byId("token").focus();
      return;
    }
    dialog.classList.add("busy");
    judge();
    refuse("");
    try {
      const answer = await fetch("/switchover?force=" + byId("force").checked, {
        method: "POST", headers: needsToken ? { Authorization: "Bearer " + token } : {}, cache: "no-store" });
      tell(answer, await answer.json(), token);
    } catch (e) {
      refuse("No answer from this server. Look at both servers before the next try.");
    } finally {
      dialog.classList.remove("busy");
      judge();
    }
  }

  function tell(answer, body, token) {
    if (!body.result) {
      // The node was not asked: it's the token, or this client asks too much.
      needsToken = true;
      sessionStorage.removeItem(TOKEN);
      byId("identity").hidden = false;
      byId("token").value = "";
      refuse(answer.status === 401 ? "The token is not the one of this server." : body.error);
      byId("token").focus();
      return;
    }
    if (needsToken) { sessionStorage.setItem(TOKEN, token); }
    if (answer.ok) {
      byId("outcome").textContent = "Switched over: " + body.primary + " is primary.";
      byId("outcome").hidden = false;
      setTimeout(function () { byId("outcome").hidden = true; }, OUTCOME_MS);
      dialog.close();
    } else {
      const blockers = (body.blockers || []).map(function (b) { return "\n" + b.node + ": " + b.code + ": " + b.text; });
      refuse(body.result + ": " + body.text + blockers.join(""));
    }
  }

  function refuse(text) {
    byId("refusal").textContent = text;
  }

  byId("ask").hidden = false;
  judge();
  byId("ask").addEventListener("click", ask);
  byId("cancel").addEventListener("click", function () { dialog.close(); });
  byId("force").addEventListener("change", judge);
  byId("form").addEventListener("submit", confirmed);
  document.addEventListener("visibilitychange", seenOrNot);
  document.addEventListener("selectionchange", function () { if (waiting.size) { show(); } });
  setInterval(watch, 500);
  seenOrNot();
})();
