// The bar of a file that the worker has in hand is asked for again and again; when there is none any more the page is
// loaded anew, and shows what came of it. Without this script the page loads itself.
(() => {
  let wait = 1000;

  async function look() {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("progress");
      if (answer.ok && !fresh) return location.reload();
      if (fresh) document.getElementById("progress").replaceChildren(...fresh.childNodes);
    } catch {
      // the next time
    }
    wait = Math.min(1.2 * wait, 5000);
    setTimeout(look, wait);
  }

  setTimeout(look, wait);
})();
